import type { AlertRow, News, RuleRow } from "#db/alerts";
import type { Words } from "#lib/mail/letters";
import { findProvider } from "#lib/providers/index";

/** What alerts say, on pages and in emails. Pure; names of keys are the only words not ours. */

type Rule = Pick<RuleRow, "kind" | "provider" | "threshold">;

const vendorName = (id: string) => findProvider(id)?.name ?? id;

const at = (provider: string | null) => (provider === null ? "any vendor" : vendorName(provider));

/** When a rule speaks up. */
export function ruleWords({ kind, provider, threshold }: Rule): string {
  switch (kind) {
    case "vendor_incident":
      return `When ${at(provider)} is having trouble, or does not accept our credentials`;
    case "needs_people":
      return `When ${connections(threshold)} ${provider === null ? "" : `at ${vendorName(provider)} `}${
        threshold === 1 ? "needs its person" : "need their people"
      }`;
    case "renewals_failing":
      return `When ${renewals(threshold)} ${
        provider === null ? "" : `at ${vendorName(provider)} `
      }failed within an hour or two`;
    case "key_expiring":
      return `When an API key ends within ${threshold === 1 ? "a day" : `${threshold} days`}`;
  }
}

type Alert = Pick<AlertRow, "subject" | "data">;

/** What is, in one sentence. */
export function alertWords({ kind }: Pick<RuleRow, "kind">, { subject, data }: Alert): string {
  const where = subject === "" ? "" : ` at ${vendorName(subject)}`;
  switch (kind) {
    case "vendor_incident":
      return data.kind === "client"
        ? `${vendorName(subject)} does not accept this server’s own credentials.`
        : `${vendorName(subject)} is having trouble.`;
    case "needs_people":
      return `${begin(connections(number(data.count)))}${where} ${number(data.count) === 1 ? "needs its person" : "need their people"}.`;
    case "renewals_failing":
      return `${begin(renewals(number(data.count)))}${where} failed lately.`;
    case "key_expiring":
      return `The API key “${String(data.name)}” ends on ${day(new Date(String(data.expiresAt)))}.`;
  }
}

/** Where an administrator sees what an alert is about, and what that is called. */
export function alertPlace(
  { kind }: Pick<RuleRow, "kind">,
  { subject }: Pick<AlertRow, "subject">,
): { href: string; words: string } {
  const vendor = subject === "" ? "" : `&vendor=${encodeURIComponent(subject)}`;
  switch (kind) {
    case "vendor_incident":
      return { href: `/admin/vendors/${encodeURIComponent(subject)}`, words: "See the vendor" };
    case "needs_people":
      return { href: `/admin/connections?state=needs_you${vendor}`, words: "See which" };
    case "renewals_failing":
      return { href: `/admin/connections?state=vendor_trouble${vendor}`, words: "See which" };
    case "key_expiring":
      return { href: "/admin/api-keys", words: "See the keys" };
  }
}

/** What was, once it is over. */
export function pastWords({ kind }: Pick<RuleRow, "kind">, { subject, data }: Alert): string {
  const where = subject === "" ? "" : ` at ${vendorName(subject)}`;
  const n = number(data.count);
  switch (kind) {
    case "vendor_incident":
      return data.kind === "client"
        ? `${vendorName(subject)} did not accept this server’s own credentials.`
        : `${vendorName(subject)} was having trouble.`;
    case "needs_people":
      return `${begin(connections(n))}${where} needed ${n === 1 ? "its person" : "their people"}.`;
    case "renewals_failing":
      return `${begin(renewals(n))}${where} failed.`;
    case "key_expiring":
      return `The API key “${String(data.name)}” was to end on ${day(new Date(String(data.expiresAt)))}.`;
  }
}

/** How many an alert is about; null where it is not about a number. */
export const amountOf = ({ data }: Pick<AlertRow, "data">): number | null =>
  typeof data.count === "number" ? data.count : null;

/** What is told when it is over. */
export function recoveryWords({ kind }: Pick<RuleRow, "kind">, { subject, data }: Alert): string {
  const where = subject === "" ? "" : ` at ${vendorName(subject)}`;
  switch (kind) {
    case "vendor_incident":
      return `${vendorName(subject)} answers as it should again. What waited is made good by itself.`;
    case "needs_people":
      return `Fewer connections${where} need their people now.`;
    case "renewals_failing":
      return `Renewals${where} go well again.`;
    case "key_expiring":
      return `The API key “${String(data.name)}” is replaced, revoked, or has ended.`;
  }
}

type Told = Alert & Pick<AlertRow, "raisedAt" | "recoveredAt">;

/** The letter: that it rose, that it is over, or both where both fell into quiet hours. */
export function alertLetter(rule: Rule, alert: Told, news: News, publicUrl: string): Words {
  const is = alertWords(rule, alert);
  const over = recoveryWords(rule, alert);
  const since = moment(alert.raisedAt);
  const until = moment(alert.recoveredAt ?? alert.raisedAt);
  const { subject, text } = {
    raised: { subject: bare(is), text: `${is}\nThis has been so since ${since}.` },
    recovered: {
      subject: `Over: ${bare(is)}`,
      text: `${over}\nIt began on ${since} and was over on ${until}.`,
    },
    both: {
      subject: `Was, and is over: ${bare(is)}`,
      text: `In your quiet hours this was so, and is over:\n\n${is}\nFrom ${since} until ${until}.\n\n${over}`,
    },
  }[news];
  return { subject, text: `${text}\n${footer(rule, publicUrl)}` };
}

/** What the test button sends. */
export function testLetter(rule: Rule, publicUrl: string): Words {
  return {
    subject: "A test of an alert",
    text: `This is what an alert of Patchbay looks like. Nothing is wrong; somebody pressed
the test button of this rule:

${ruleWords(rule)}.
${footer(rule, publicUrl)}`,
  };
}

const footer = (rule: Rule, publicUrl: string) => `
What is raised now: ${publicUrl}/admin/alerts

--
Patchbay writes this because of a rule: ${ruleWords(rule)}.
`;

const bare = (sentence: string) => sentence.replace(/\.$/, "");

/** As a sentence begins. */
const begin = (words: string) => words.slice(0, 1).toUpperCase() + words.slice(1);
const connections = (n: number) => (n === 1 ? "one connection" : `${n.toLocaleString("en")} connections`);
const renewals = (n: number) => (n === 1 ? "one renewal" : `${n.toLocaleString("en")} renewals`);
const number = (value: unknown) => (typeof value === "number" ? value : 0);

const moment = (date: Date) => `${day(date)} at ${clock.format(date)} UTC`;
const day = (date: Date) => days.format(date).replace(",", "");
const days = new Intl.DateTimeFormat("en-GB", {
  weekday: "long",
  day: "numeric",
  month: "long",
  timeZone: "UTC",
});
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
