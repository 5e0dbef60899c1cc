import { Button } from "#components/button";
import { Code } from "#components/code";
import { LinkButton } from "#components/link-button";
import { Notice } from "#components/notice";
import { Submit } from "#components/submit";
import { Time } from "#components/time";
import type { CheckView } from "#lib/audit/check";
import { breakWords } from "#lib/audit/verify-words";

type Props = { check: CheckView; now: Date };

/** Whether the log is whole, as far as anybody has looked, and the button that looks. */
export function LogChain({ check, now }: Props) {
  return (
    <div className="space-y-4">
      {check.broken ? (
        <Notice tone="bad" title={breakWords(check.broken)}>
          Somebody has changed the database behind Patchbay's back, or an older copy of it was put back. Keep
          a copy of the database as it is now, and compare it with a backup.
        </Notice>
      ) : null}
      {check.broken && check.under === null ? null : <p className="text-sm">{state(check, now)}</p>}
      <div className="flex flex-wrap gap-2">
        {check.under === null ? (
          <form method="post" action="/admin/log/verification" className="flex flex-wrap gap-2">
            <Submit>{check.verified === null ? "Verify" : "Verify what is new"}</Submit>
            {check.verified === null ? null : (
              <Button look="quiet" name="whole" value="yes">
                Verify everything
              </Button>
            )}
          </form>
        ) : (
          <LinkButton href="/admin/log">Look again</LinkButton>
        )}
      </div>
      <details className="text-sm">
        <summary className="cursor-pointer text-soft hover:text-ink">
          Keep the head of the log elsewhere
        </summary>
        <div className="mt-2 max-w-prose space-y-2 text-soft">
          <p>
            Whoever controls the database and this server could drop the newest entries. They cannot make the
            log go on from a head that you have written down. Keep it somewhere else, and compare later with{" "}
            <code className="font-mono text-xs">npm run -s patchbay -- audit verify --from "…"</code>.
          </p>
          <p className="text-ink">
            <Code label="the head of the log">{check.headText}</Code>
          </p>
        </div>
      </details>
    </div>
  );
}

function state({ head, verified, under }: CheckView, now: Date) {
  const count = (number: number) => number.toLocaleString("en");
  if (under !== null)
    return `It is being verified: at entry ${count(under)} of ${count(head)}. You may leave this page.`;
  if (verified === null) return `It has ${count(head)} entries and was not verified yet.`;
  const since = head - verified.through;
  return (
    <>
      Verified to entry {count(verified.through)}, <Time at={verified.at} now={now} />: nothing was changed,
      dropped or put in.{" "}
      {since > 0
        ? `${count(since)} ${since === 1 ? "entry has" : "entries have"} come since.`
        : "None has come since."}
    </>
  );
}
