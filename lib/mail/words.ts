import type { EventKind } from "#lib/connections/events";

/** What people are written about their connections. Pure; the account's name is the only word not ours. */

export type NoticeKind = Extract<EventKind, "refused" | "ended" | "removed" | "expiring">;

export type About = {
  /** The account as its person knows it, and the vendor. */
  name: string;
  vendor: string;
  at: Date;
  /** Why it was refused, where that is known. */
  code?: string | undefined;
  /** When it ends, for "expiring". */
  expiresAt?: Date | undefined;
  /** Where it is mended. */
  url: string;
};

export function noticeWords(kind: NoticeKind, about: About): { subject: string; text: string } {
  const short = { ...about, name: quoted(about.name) };
  const { subject, happened, todo } = words[kind](short);
  return { subject, text: `${happened}\n\n${todo}\n${about.url}` };
}

/** The subject once several accounts of one person share a mail. */
export const severalSubject = "Several of your accounts need you";

type Said = { subject: string; happened: string; todo: string };

const words: Record<NoticeKind, (about: About) => Said> = {
  refused: ({ name, vendor, at, code }) => ({
    subject: `${name} at ${vendor} needs you`,
    happened:
      code === "answer_lost"
        ? `On ${moment(at)} we were cut off while ${vendor} replaced the keys of ${name}, and the new ones never reached us. Nothing else is lost.`
        : `${vendor} no longer accepts the link to ${name}, since ${moment(at)}. Patchbay has erased its keys, so software that uses it gets no more tokens. What you have at ${vendor} stays as it is.`,
    todo: "Reconnect it to go on. Its name, its history and its id stay:",
  }),
  ended: ({ name, vendor, at }) => ({
    subject: `${name} at ${vendor} needs you`,
    happened: `The link to ${name} at ${vendor} ended on ${moment(at)}: its token has run out, and this link cannot renew itself. What you have at ${vendor} stays as it is.`,
    todo: "Reconnect it to go on. Its name, its history and its id stay:",
  }),
  removed: ({ name, vendor, at }) => ({
    subject: `${name} was removed at ${vendor}`,
    happened: `${vendor} told us on ${moment(at)} that the app was removed there, so the link to ${name} is over and Patchbay has erased its keys. What you have at ${vendor} stays as it is.`,
    todo: "If that was you, there is nothing to do. If not, reconnect it:",
  }),
  expiring: ({ name, vendor, expiresAt, at }) => ({
    subject: `${name} at ${vendor} ends on ${day(expiresAt ?? at)}`,
    happened: `The link to ${name} at ${vendor} ends on ${moment(expiresAt ?? at)}, and it cannot renew itself. Until then it works as before.`,
    todo: "Reconnect it before then to go on without a gap:",
  }),
};

const LONGEST_NAME = 80;

/** Its direction is kept to itself where it runs the other way (Unicode UAX #9, isolates). */
function quoted(name: string): string {
  const letters = [...name.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")];
  const short = letters.length <= LONGEST_NAME ? letters : [...letters.slice(0, LONGEST_NAME - 1), "…"];
  const text = short.join("");
  return rightToLeft.test(text) ? `“\u2068${text}\u2069”` : `“${text}”`;
}

const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** A mail is read anywhere and at any time, so it names the day, the hour and whose hour it is. */
const moment = (at: Date) => `${day(at)} at ${clock.format(at)} UTC`;

const day = (at: Date) => dayFormat.format(at).replace(",", "");

const dayFormat = new Intl.DateTimeFormat("en-GB", {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });

/** Between two accounts that share a mail. */
export const between = "\n\n· · ·\n\n";

/** The whole letter around what happened. */
export function letter(person: { name: string }, text: string, publicUrl: string): string {
  return `Hello ${person.name},

${text}

--
Patchbay writes this because your account there asks for it. Choose what it
writes, or that it writes nothing: ${publicUrl}/account
`;
}
