"use client";

import { Button } from "#components/button";
import { Threshold } from "#components/threshold";
import { buttonLook } from "./_components/button-look.ts";

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
        {/* A whole new page: nothing of what broke this one comes along, and no page loads more for this one's sake. */}
        <a href="/connections" className={buttonLook()}>
          Go to your connections
        </a>
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
