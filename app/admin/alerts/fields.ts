import type { RuleFields } from "#components/rule-form";
import { clockOf } from "#lib/alerts/quiet";
import type { RuleView } from "#lib/alerts/rules";
import { withQuery } from "#lib/route";

/** What a rule's form shows: the rule as it is, or what was typed when it failed. */

type Query = Record<string, string | string[] | undefined>;

const names = ["kind", "provider", "threshold", "mailTo", "quietFrom", "quietUntil", "zone"] as const;
const LONGEST = 500;

export function fieldsOf(rule: RuleView): RuleFields {
  const { kind, provider, threshold, mailTo, tellWebhooks, quietFrom, quietUntil, zone } = rule;
  return {
    kind,
    provider: provider ?? "",
    threshold: String(threshold),
    mailTo: mailTo.join(", "),
    tellWebhooks,
    quietFrom: quietFrom === null ? "" : clockOf(quietFrom),
    quietUntil: quietUntil === null ? "" : clockOf(quietUntil),
    zone,
  };
}

/** What stands in the address after a form failed, over what would be shown otherwise. */
export function typedOver(fields: RuleFields, query: Query): RuleFields {
  if (query.problem === undefined) return fields;
  const typed = Object.fromEntries(
    names.flatMap((name) => {
      const value = query[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
  return { ...fields, ...typed, tellWebhooks: query.tellWebhooks === "yes" };
}

/** The page of a form that failed, with what was typed. */
export function failedForm(path: string, form: Record<string, string>): string {
  return withQuery(path, {
    ...Object.fromEntries(names.map((name) => [name, form[name]?.slice(0, LONGEST)])),
    tellWebhooks: form.tellWebhooks === "yes" ? "yes" : "no",
  });
}

export const wrongRule =
  "Something is missing or wrong: a number, an email address, a time of day or the zone. Somebody has to be told, by email or by webhook. Nothing was changed.";
