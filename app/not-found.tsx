import type { Metadata } from "next";
import { LinkButton } from "#components/link-button";
import { Threshold } from "#components/threshold";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <Threshold
      title="There is nothing here"
      lead="The page may be gone, or belong to someone else. Nothing was changed."
    >
      <LinkButton href="/connections" look="primary">
        Go to your connections
      </LinkButton>
    </Threshold>
  );
}
