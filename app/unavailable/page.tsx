import { LinkButton } from "#components/link-button";
import { Threshold } from "#components/threshold";
import { failures } from "#lib/errors";

export const metadata = { title: "Not available right now" };

/** What proxy.ts shows at any page's address while the database does not answer; so it must not need it. */
export default function UnavailablePage() {
  return (
    <Threshold title="Patchbay is not available right now" lead={failures.storage_unavailable[1]}>
      <LinkButton href="/connections">Go to your connections</LinkButton>
    </Threshold>
  );
}
