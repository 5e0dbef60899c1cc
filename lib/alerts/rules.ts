import "#lib/server-only";
import { z } from "zod";
import {
  type AlertRow,
  deleteRule,
  findRule,
  insertRule,
  listAlerts,
  listRules,
  type RuleRow,
  updateRule,
} from "#db/alerts";
import { store } from "#db/store";
import { recorded } from "#lib/audit/record";
import { now } from "#lib/clock";
import { env } from "#lib/env";
import { Failure } from "#lib/errors";
import { letterTo } from "#lib/mail/letters";
import { mailMode } from "#lib/mail/mode";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import { findProvider } from "#lib/providers/index";
import { newId } from "#lib/random";
import { message } from "#lib/webhooks/message";
import { type Finding, findings, keyOf } from "./evaluate.ts";
import { isQuiet, isZone, minutesIn } from "./quiet.ts";
import {
  alertPlace,
  alertWords,
  amountOf,
  pastWords,
  recoveryWords,
  ruleWords,
  testLetter,
} from "./words.ts";

/** The rules that administrators make, and what has come of them. */

type Form = Record<string, string>;

const MOST_ADDRESSES = 20;
const MOST_HISTORY = 50;
const kinds = ["vendor_incident", "needs_people", "renewals_failing", "key_expiring"] as const;

const addresses = z
  .string()
  .max(4_000)
  .transform((text) => text.split(/[\s,;]+/).filter((part) => part !== ""))
  .pipe(z.array(z.email().max(254)).max(MOST_ADDRESSES));

type Chosen = Pick<
  RuleRow,
  "kind" | "provider" | "threshold" | "mailTo" | "tellWebhooks" | "quietFrom" | "quietUntil" | "zone"
>;

/** What a form says; throws `invalid_input` naming the field. */
function readRule(form: Form): Chosen {
  const kind = z.enum(kinds).safeParse(form.kind).data ?? wrong("kind");
  const provider = form.provider === "" || kind === "key_expiring" ? null : (form.provider ?? null);
  if (provider !== null && findProvider(provider) === undefined) wrong("provider");
  const threshold =
    kind === "vendor_incident"
      ? 1
      : (z.coerce.number().int().min(1).max(100_000).safeParse(form.threshold).data ?? wrong("threshold"));
  const mailTo = addresses.safeParse(form.mailTo ?? "").data ?? wrong("mailTo");
  const tellWebhooks = form.tellWebhooks === "yes";
  if (mailTo.length === 0 && !tellWebhooks) wrong("mailTo");
  const quietFrom = moment(form.quietFrom, "quietFrom");
  const quietUntil = moment(form.quietUntil, "quietUntil");
  if ((quietFrom === null) !== (quietUntil === null)) wrong("quietUntil");
  const zone = form.zone === undefined || form.zone === "" ? "UTC" : form.zone;
  if (zone.length > 60 || !isZone(zone)) wrong("zone");
  return {
    kind,
    provider,
    threshold,
    mailTo: [...new Set(mailTo)],
    tellWebhooks,
    quietFrom,
    quietUntil,
    zone,
  };
}

function moment(text: string | undefined, field: string): number | null {
  return text === undefined || text === "" ? null : (minutesIn(text) ?? wrong(field));
}

function wrong(field: string): never {
  throw new Failure("invalid_input", field);
}

export async function createRule(actor: Actor, form: Form): Promise<void> {
  requireAdministrator(actor);
  await add({ ...readRule(form), ...made(actor), id: newId() });
}

const made = (actor: Actor) => ({ createdBy: actor.userId, createdAt: now(), disabledAt: null });

async function add(row: RuleRow): Promise<void> {
  await store().atomically([
    insertRule(row),
    recorded({ action: "alert_rule.created", target: targetOf(row), at: row.createdAt, data: facts(row) }),
  ]);
}

/** Two rules that most servers want, told to whoever takes them; asked for twice, they are made once. */
export async function createDefaultRules(actor: Actor): Promise<void> {
  requireAdministrator(actor);
  const common = {
    provider: null,
    mailTo: mailMode() === "none" ? [] : [actor.email],
    tellWebhooks: true,
    quietFrom: null,
    quietUntil: null,
    zone: "UTC",
    ...made(actor),
  };
  await add({ ...common, id: "vendor-down", kind: "vendor_incident", threshold: 1 });
  await add({ ...common, id: "five-need-people", kind: "needs_people", threshold: 5 });
}

export async function changeRule(actor: Actor, id: string, form: Form): Promise<void> {
  requireAdministrator(actor);
  const row = await known(id);
  const chosen = readRule({ ...form, kind: row.kind });
  const at = now();
  const disabledAt = form.enabled === "yes" ? null : (row.disabledAt ?? at);
  const done = await store().atomically([
    updateRule(id, { ...chosen, disabledAt }),
    recorded({
      action: "alert_rule.changed",
      target: targetOf({ ...row, ...chosen }),
      at,
      data: { ...facts(chosen), enabled: disabledAt === null },
    }),
  ]);
  if (done === null) throw new Failure("not_found", "rule");
}

export async function removeRule(actor: Actor, id: string): Promise<void> {
  requireAdministrator(actor);
  const row = await known(id);
  await store().atomically([
    deleteRule(id),
    recorded({ action: "alert_rule.deleted", target: targetOf(row), at: now() }),
  ]);
}

/** Tells everybody of the rule that it was only a test; quiet hours or not, since somebody waits for it. */
export async function testRule(actor: Actor, id: string): Promise<void> {
  requireAdministrator(actor);
  const row = await known(id);
  const at = now();
  const words = testLetter(row, env().PUBLIC_URL);
  await store().atomically([
    updateRule(id, { kind: row.kind }),
    ...row.mailTo.flatMap((address) => letterTo(address, words, at)),
    ...(row.tellWebhooks
      ? [
          message("alert.raised", `alert:${row.id}`, at, {
            test: true,
            rule: { id: row.id, kind: row.kind, threshold: row.threshold },
          }),
        ]
      : []),
    recorded({ action: "alert.tested", target: targetOf(row), at }),
  ]);
}

async function known(id: string): Promise<RuleRow> {
  const row = await findRule(id);
  if (row === null) throw new Failure("not_found", "rule");
  return row;
}

const targetOf = (row: Pick<RuleRow, "id" | "kind" | "provider" | "threshold">) => ({
  kind: "alert_rule",
  id: row.id,
  name: ruleWords(row),
});

/** For the log; addresses are people's and stay out of it. */
const facts = ({ kind, provider, threshold, mailTo, tellWebhooks }: Chosen) => ({
  kind,
  provider,
  threshold,
  addresses: mailTo.length,
  tellWebhooks,
});

export type RuleView = Chosen & {
  id: string;
  sentence: string;
  enabled: boolean;
  /** Its emails wait at this moment. */
  quiet: boolean;
};

export type AlertView = {
  id: string;
  sentence: string;
  /** Where what it is about can be seen. */
  place: { href: string; words: string };
  raisedAt: Date;
  recoveredAt: Date | null;
  /** How many it was when it rose, where that is not what it is now. */
  was: number | null;
  /** It is so no more, and whoever was told is told that next. */
  ending: boolean;
  /** Whether its email still waits for the end of quiet hours. */
  waits: boolean;
};

export type AlertsView = { rules: RuleView[]; raised: AlertView[]; past: AlertView[] };

export async function readAlerts(actor: Actor): Promise<AlertsView> {
  requireAdministrator(actor);
  const [rules, alerts] = await Promise.all([listRules(), listAlerts(MOST_HISTORY)]);
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const known = alerts.flatMap((alert) => {
    const rule = byId.get(alert.ruleId);
    return rule === undefined ? [] : [{ rule, alert }];
  });
  const open = known.filter(({ alert }) => alert.openKey !== null);
  const found = await findings([...new Set(open.map(({ rule }) => rule))], now());
  const facts = new Map(found.map((finding) => [keyOf(finding), finding]));
  return {
    rules: rules.map(ruleView),
    raised: open.map(({ rule, alert }) => openView(rule, alert, facts.get(alert.openKey ?? ""))),
    past: known
      .filter(({ alert }) => alert.openKey === null)
      .map(({ rule, alert }) => ({ ...alertView(rule, alert), sentence: pastWords(rule, alert) })),
  };
}

export async function readRuleOf(actor: Actor, id: string): Promise<RuleView> {
  requireAdministrator(actor);
  return ruleView(await known(id));
}

function ruleView(row: RuleRow): RuleView {
  const { id, kind, provider, threshold, mailTo, tellWebhooks, quietFrom, quietUntil, zone } = row;
  return {
    id,
    kind,
    provider,
    threshold,
    mailTo,
    tellWebhooks,
    quietFrom,
    quietUntil,
    zone,
    sentence: ruleWords(row),
    enabled: row.disabledAt === null,
    quiet: isQuiet(row, now()),
  };
}

function alertView(rule: RuleRow, alert: AlertRow): AlertView {
  const { id, raisedAt, recoveredAt, toldAt } = alert;
  return {
    id,
    sentence: alertWords(rule, alert),
    place: alertPlace(rule, alert),
    raisedAt,
    recoveredAt,
    was: null,
    ending: false,
    waits: toldAt === null && rule.mailTo.length > 0,
  };
}

/** One that is open, by what is so now; the alert itself keeps what it was raised with. */
function openView(rule: RuleRow, alert: AlertRow, found: Finding | undefined): AlertView {
  const view = alertView(rule, alert);
  const was = amountOf(alert);
  if (found === undefined) return { ...view, sentence: recoveryWords(rule, alert), was, ending: true };
  const sentence = alertWords(rule, found);
  return { ...view, sentence, was: was === amountOf(found) ? null : was };
}
