"use client";

import { Button } from "#components/button";
import { LinkButton } from "#components/link-button";
import { Threshold } from "#components/shell";

export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <Threshold
      title="Something went wrong on our side"
      lead="Nothing was lost, and your connections go on working. Trying again often helps."
    >
      <div className="flex flex-wrap gap-3">
        <Button type="button" look="primary" onClick={reset}>
          Try again
        </Button>
        <LinkButton href="/connections">Go to your connections</LinkButton>
      </div>
      {error.digest ? (
        <p className="text-sm text-soft">
          If it stays, tell an administrator this number:{" "}
          <code className="font-mono text-xs">{error.digest}</code>
        </p>
      ) : null}
    </Threshold>
  );
}
