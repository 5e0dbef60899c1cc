import { Code } from "#components/code";
import { Icon } from "#components/icon";
import { KeyValue, KeyValues } from "#components/key-values";
import { Name } from "#components/name";
import { Rename } from "#components/rename";
import { Time } from "#components/time";
import { UntilWhen } from "#components/until-when";
import type { ConnectionDetail } from "#lib/connections/view";

type Props = { connection: ConnectionDetail; now: Date; own?: boolean };

/** `own`: whoever looks may give it a name. */
export function ConnectionFacts({ connection, now, own = true }: Props) {
  const { account, vendor, proof, outlook, lastRead, state } = connection;
  return (
    <KeyValues>
      {state.name === "disconnected" ? null : (
        <KeyValue name="Until when">
          <UntilWhen connection={connection} now={now} />
        </KeyValue>
      )}
      <KeyValue name="Last proof">
        {proof ? (
          <>
            By {proof.by}, <Time at={proof.at} now={now} />
          </>
        ) : (
          "None yet"
        )}
      </KeyValue>
      {outlook === null || outlook.kind === "ends" || outlook.kind === "needs_you" ? null : (
        <KeyValue name="Next proof">
          {nextProof[outlook.kind]} <Time at={outlook.at} now={now} as="ahead" />
        </KeyValue>
      )}
      <KeyValue name="Linked">
        <Time at={connection.linkedAt} now={now} /> by <Name lines="all">{connection.linkedBy}</Name>
      </KeyValue>
      <KeyValue name="Token last given out">
        {lastRead ? (
          <>
            <Time at={lastRead.at} now={now} /> to <Name lines="all">{lastRead.by}</Name>
          </>
        ) : (
          "Never"
        )}
      </KeyValue>
      {own ? (
        <KeyValue name="Your name for it">
          <Rename connection={connection} />
        </KeyValue>
      ) : null}
      {account.url ? (
        <KeyValue name={`At ${vendor.name}`}>
          <a
            href={account.url}
            target="_blank"
            rel="noreferrer"
            className="-my-3 inline-flex min-h-11 max-w-full items-center sm:my-0 sm:min-h-0 gap-1.5 text-accent underline underline-offset-2"
          >
            <span className="truncate">{account.url.replace(/^https?:\/\/|\/$/g, "")}</span>
            <Icon name="leave" className="size-3.5" />
            <span className="sr-only">(opens a new tab)</span>
          </a>
        </KeyValue>
      ) : null}
      <KeyValue name="Account id">
        <Code label="the account id">{account.id}</Code>
      </KeyValue>
      <KeyValue name="Connection id">
        <Code label="the connection id">{connection.id}</Code>
      </KeyValue>
    </KeyValues>
  );
}

const nextProof = {
  renews: "By the next renewal,",
  is_checked: "By a check,",
  is_tried_again: "By another try,",
} as const;
