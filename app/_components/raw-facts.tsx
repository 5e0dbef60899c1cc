import type { ReactNode } from "react";
import { KeyValue, KeyValues } from "#components/key-values";
import { Time } from "#components/time";
import type { AdministeredConnection, RawFacts as Facts } from "#lib/admin/connection";
import { messageWords } from "#lib/webhooks/words";

/** What is stored of a connection, as it is stored; of its secrets only which key seals them. */
export function RawFacts({ facts, now }: { facts: Facts; now: Date }) {
  const time = (at: Date | null) => (at === null ? "none" : <Time at={at} now={now} />);
  return (
    <KeyValues>
      <Fact name="status">{facts.status}</Fact>
      <Fact name="generation">{facts.generation}</Fact>
      <Fact name="renewable">{facts.renewable ? "yes" : "no"}</Fact>
      <Fact name="issued">{time(facts.issuedAt)}</Fact>
      <Fact name="expires">{time(facts.expiresAt)}</Fact>
      <Fact name="proved">
        {facts.provedBy === null ? null : `by ${facts.provedBy}, `}
        {time(facts.provedAt)}
      </Fact>
      <Fact name="due">{time(facts.dueAt)}</Fact>
      <Fact name="retry">{time(facts.retryAt)}</Fact>
      <Fact name="failures">
        {facts.failures}
        {facts.failureCode === null ? null : (
          <>
            , last {facts.failureCode} {facts.failedAt === null ? null : time(facts.failedAt)}
          </>
        )}
      </Fact>
      <Fact name="lease">
        {facts.lease === null ? (
          "none"
        ) : (
          <>
            {facts.lease.owner}, until {time(facts.lease.until)}
          </>
        )}
      </Fact>
      <Fact name="intent">{facts.intent ?? "none"}</Fact>
      <Fact name="sealed by">
        {facts.sealedBy.length === 0
          ? "nothing is held"
          : facts.sealedBy.map(({ field, key }) => `${field}: ${key}`).join(", ")}
      </Fact>
      <Fact name="asked for">{facts.requestedScopes ?? "not said"}</Fact>
      <Fact name="granted">{facts.grantedScopes ?? "not said"}</Fact>
      <Fact name="created">{time(facts.createdAt)}</Fact>
    </KeyValues>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <KeyValue name={name}>
      <span className="font-mono text-xs [overflow-wrap:anywhere]">{children}</span>
    </KeyValue>
  );
}

/** What the host application was told, newest first. */
export function ToldMessages({ told, now }: { told: AdministeredConnection["told"]; now: Date }) {
  if (told.length === 0)
    return <p className="text-sm text-soft">The host application was told nothing yet.</p>;
  return (
    <ul className="divide-y border-y text-sm">
      {told.map(({ id, type, createdAt, dueAt, deliveries }) => (
        <li key={id} className="flex items-baseline justify-between gap-4 py-2">
          <span className="min-w-0">
            <span className="font-medium">{messageWords(type)}</span>{" "}
            <code className="font-mono text-xs text-soft">{type}</code>
            <span className="block text-soft">
              {deliveries.length === 0
                ? dueAt === null
                  ? "No endpoint wanted it."
                  : "On its way."
                : deliveries
                    .map(({ endpoint, outcome, failures }) => `${endpoint}: ${words(outcome, failures)}`)
                    .join("; ")}
            </span>
          </span>
          <span className="shrink-0 text-soft">
            <Time at={createdAt} now={now} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function words(outcome: "waiting" | "delivered" | "given_up", failures: number): string {
  if (outcome === "delivered") return "delivered";
  if (outcome === "given_up") return "given up";
  return failures === 0 ? "waits" : "waits to be tried again";
}
