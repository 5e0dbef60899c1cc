import { Icon } from "#components/icon";
import { KeyValue, KeyValues } from "#components/key-values";
import { Name } from "#components/name";
import { Card } from "#components/section";
import { Time } from "#components/time";
import type { ReceiptView } from "#lib/connections/view";

/** What a disconnect did, part by part, for the person who asked for it. */
export function Receipt({ receipt, now }: { receipt: ReceiptView; now: Date }) {
  const open = receipt.revocation !== "done" && receipt.revocation !== "removed";
  return (
    <Card className="px-4 py-2">
      <KeyValues>
        <KeyValue name="Account">
          <Name lines="all">{receipt.account}</Name> <span className="text-soft">at {receipt.vendor}</span>
        </KeyValue>
        <KeyValue name="In Patchbay">
          <span className="font-medium">Keys erased</span> <Time at={receipt.erasedAt} now={now} />
          <p className="mt-0.5 text-soft">
            <Time at={receipt.erasedAt} now={now} as="exact" />
          </p>
        </KeyValue>
        <KeyValue name={`At ${receipt.vendor}`}>
          <span className="font-medium">{outcomes[receipt.revocation]}</span>
          <p className="mt-0.5 text-soft">{receipt.sentence}</p>
          {open ? (
            <p className="mt-1.5">
              <a
                href={receipt.removalUrl}
                target="_blank"
                rel="noreferrer"
                className="-my-3 inline-flex min-h-11 items-center gap-1.5 sm:my-0 sm:min-h-0 text-accent underline underline-offset-2"
              >
                Remove the access at {receipt.vendor}
                <Icon name="leave" className="size-3.5" />
                <span className="sr-only">(opens a new tab)</span>
              </a>
            </p>
          ) : null}
        </KeyValue>
      </KeyValues>
    </Card>
  );
}

const outcomes = {
  done: "Revoked",
  removed: "Removed there",
  pending: "Being revoked",
  refused: "Revocation refused",
  unreachable: "Could not be reached",
  nothing_held: "Nothing left to revoke",
  not_offered: "Cannot be revoked from here",
} as const satisfies Record<ReceiptView["revocation"], string>;
