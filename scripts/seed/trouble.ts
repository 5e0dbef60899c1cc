import type { Schema } from "#db/schema";
import type { Chance } from "./chance.ts";
import { DAYS } from "./history.ts";
import { seededId } from "./people.ts";

/** What went wrong in the last days, and the rules by which somebody was told. All of it is over. */

type Row<T extends keyof Schema> = Schema[T] extends { $inferSelect: infer R } ? R : never;
export type Rule = Row<"alertRules">;

const HOUR_MS = 3_600_000;

export function incident(
  chance: Chance,
  number: number,
  { provider, now }: { provider: string; now: Date },
): Row<"incidents"> {
  const openedAt = new Date(now.getTime() - (1 + chance.next()) * (DAYS / 2) * 24 * HOUR_MS);
  const closedAt = new Date(openedAt.getTime() + chance.next() * 8 * HOUR_MS);
  return {
    id: seededId(8, number),
    provider,
    kind: "outage",
    openKey: null,
    code: "provider_unreachable",
    endpoint: "vendor.seeded.example/token",
    failures: 1 + chance.under(500),
    affected: chance.under(2_000),
    openedAt,
    lastFailedAt: closedAt,
    triedAt: closedAt,
    closedAt,
  };
}

/** Disabled, so that nobody is written to. */
export function rule(number: number, now: Date): Rule {
  return {
    id: seededId(9, number),
    kind: number % 2 === 0 ? "needs_people" : "renewals_failing",
    provider: null,
    threshold: 5,
    mailTo: [`alerts-${number}@seeded.example`],
    tellWebhooks: true,
    quietFrom: null,
    quietUntil: null,
    zone: "UTC",
    createdBy: null,
    createdAt: now,
    disabledAt: now,
  };
}

export function alert(chance: Chance, number: number, { by, now }: { by: Rule; now: Date }): Row<"alerts"> {
  const raisedAt = new Date(now.getTime() - chance.next() * DAYS * 24 * HOUR_MS);
  return {
    id: seededId(10, number),
    ruleId: by.id,
    openKey: null,
    subject: "",
    data: { provider: null, count: 5 + chance.under(50) },
    raisedAt,
    recoveredAt: raisedAt,
    toldAt: raisedAt,
    recoveryToldAt: raisedAt,
  };
}
