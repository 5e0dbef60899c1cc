import "#lib/server-only";
import {
  type AlertRow,
  insertAlert,
  listOpenAlerts,
  listRules,
  listUntoldAlerts,
  type News,
  type RuleRow,
  recoverAlert,
  tellAlert,
} from "#db/alerts";
import { type Statement, store } from "#db/store";
import { now } from "#lib/clock";
import { env } from "#lib/env";
import { letterTo } from "#lib/mail/letters";
import { newId } from "#lib/random";
import { message } from "#lib/webhooks/message";
import { type Finding, findings, keyOf } from "./evaluate.ts";
import { isQuiet } from "./quiet.ts";
import { alertLetter, alertWords } from "./words.ts";

/**
 * Looks whether a rule has come true, or is so no more, and tells of it. Any number of processes may do this
 * at once: one alert of a rule and subject is open at a time, and each is told by whoever takes it.
 */

const MOST_TOLD = 200;

/** Answers how many were raised, have recovered, or were told of. */
export async function attendAlerts(): Promise<number> {
  const rules = await listRules();
  if (rules.length === 0) return 0;
  const at = now();
  const open = await listOpenAlerts();
  const found = await findings(
    rules.filter(({ disabledAt }) => disabledAt === null),
    at,
  );
  const keys = new Set(found.map(keyOf));
  const raised = found.filter((finding) => !open.some(({ openKey }) => openKey === keyOf(finding)));
  const over = open.filter(({ openKey }) => openKey !== null && !keys.has(openKey));
  for (const finding of raised) await raise(finding, at);
  for (const alert of over) await recover(alert, ruleOf(rules, alert), at);
  return raised.length + over.length + (await tell(rules, at));
}

const ruleOf = (rules: readonly RuleRow[], { ruleId }: AlertRow) => rules.find(({ id }) => id === ruleId);

async function raise(finding: Finding, at: Date): Promise<void> {
  const { rule, subject, data } = finding;
  const alert = {
    id: newId(),
    ruleId: rule.id,
    openKey: keyOf(finding),
    subject,
    data,
    raisedAt: at,
    recoveredAt: null,
    toldAt: null,
    recoveryToldAt: null,
  };
  await store().atomically([insertAlert(alert), ...toWebhooks("alert.raised", rule, alert, at)]);
}

async function recover(alert: AlertRow, rule: RuleRow | undefined, at: Date): Promise<void> {
  await store().atomically([
    recoverAlert(alert.id, at),
    ...(rule === undefined ? [] : toWebhooks("alert.recovered", rule, alert, at)),
  ]);
}

/** Programs know no quiet hours. */
function toWebhooks(
  type: "alert.raised" | "alert.recovered",
  rule: RuleRow,
  alert: Pick<AlertRow, "id" | "subject" | "data" | "raisedAt">,
  at: Date,
): Statement[] {
  if (!rule.tellWebhooks || rule.disabledAt !== null) return [];
  const { id, data, raisedAt } = alert;
  return [
    message(type, `alert:${rule.id}`, at, {
      alert: { id, raisedAt: raisedAt.toISOString(), sentence: alertWords(rule, alert) },
      rule: { id: rule.id, kind: rule.kind, threshold: rule.threshold },
      ...data,
    }),
  ];
}

/** Emails about what has not been told yet; what falls into quiet hours waits for their end. */
async function tell(rules: readonly RuleRow[], at: Date): Promise<number> {
  let told = 0;
  for (const alert of await listUntoldAlerts(MOST_TOLD)) {
    const rule = ruleOf(rules, alert);
    if (rule === undefined || isQuiet(rule, at)) continue;
    const news = newsOf(alert);
    const addresses = rule.disabledAt === null ? rule.mailTo : [];
    const words = alertLetter(rule, alert, news, env().PUBLIC_URL);
    const done = await store().atomically([
      tellAlert(alert.id, news, at),
      ...addresses.flatMap((address) => letterTo(address, words, at)),
    ]);
    if (done !== null) told += 1;
  }
  return told;
}

function newsOf({ toldAt, recoveredAt }: AlertRow): News {
  if (toldAt !== null) return "recovered";
  return recoveredAt === null ? "raised" : "both";
}
