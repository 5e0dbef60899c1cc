import "#lib/server-only";
import { countFailedRenewals, countNeedingPeople, listEndingKeys } from "#db/alert-facts";
import type { RuleRow } from "#db/alerts";
import { listOpenIncidents } from "#db/incidents";
import { providers } from "#lib/providers/index";

/** What the rules find at this moment. Each fact is looked up once, and only where a rule asks for it. */

/** Something that a rule speaks of. `subject`: a vendor, a key, or "" for all vendors together. */
export type Finding = { rule: RuleRow; subject: string; data: Record<string, unknown> };

/** One alert of a rule and a subject is open at a time; this tells them apart. */
export const keyOf = ({ rule, subject }: Pick<Finding, "rule" | "subject">) => `${rule.id} ${subject}`;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export async function findings(rules: readonly RuleRow[], at: Date): Promise<Finding[]> {
  const of = (kind: RuleRow["kind"]) => rules.filter((rule) => rule.kind === kind);
  return [
    ...(await incidents(of("vendor_incident"))),
    ...(await counted(of("needs_people"), () => countNeedingPeople(Object.keys(providers)))),
    ...(await counted(of("renewals_failing"), () => countFailedRenewals(thisHourAndTheOneBefore(at)))),
    ...(await endingKeys(of("key_expiring"), at)),
  ];
}

/** Tallies are kept by the hour; with the hour before it is between one and two hours that are looked at. */
function thisHourAndTheOneBefore(at: Date): Date {
  return new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS - HOUR_MS);
}

async function incidents(rules: readonly RuleRow[]): Promise<Finding[]> {
  if (rules.length === 0) return [];
  const open = new Map((await listOpenIncidents()).map((incident) => [incident.provider, incident]));
  return rules.flatMap((rule) =>
    [...open.values()]
      .filter(({ provider }) => rule.provider === null || rule.provider === provider)
      .map(({ provider, kind, openedAt }) => ({
        rule,
        subject: provider,
        data: { provider, kind, openedAt: openedAt.toISOString() },
      })),
  );
}

/** Rules with a number: of one vendor, or of all together. */
async function counted(
  rules: readonly RuleRow[],
  count: () => Promise<Map<string, number>>,
): Promise<Finding[]> {
  if (rules.length === 0) return [];
  const counts = await count();
  const all = [...counts.values()].reduce((sum, n) => sum + n, 0);
  return rules.flatMap((rule) => {
    const n = rule.provider === null ? all : (counts.get(rule.provider) ?? 0);
    if (n < rule.threshold) return [];
    return [{ rule, subject: rule.provider ?? "", data: { provider: rule.provider, count: n } }];
  });
}

async function endingKeys(rules: readonly RuleRow[], at: Date): Promise<Finding[]> {
  const furthest = Math.max(0, ...rules.map(({ threshold }) => threshold));
  if (furthest === 0) return [];
  const keys = await listEndingKeys(at, new Date(at.getTime() + furthest * DAY_MS));
  return rules.flatMap((rule) =>
    keys.flatMap(({ id, name, prefix, expiresAt }) => {
      if (expiresAt === null || expiresAt.getTime() - at.getTime() > rule.threshold * DAY_MS) return [];
      return [{ rule, subject: id, data: { key: id, name, prefix, expiresAt: expiresAt.toISOString() } }];
    }),
  );
}
