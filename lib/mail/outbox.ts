import "#lib/server-only";
import { type LetterRow, listLetters } from "#db/letters";
import { listMails, type MailRow } from "#db/mails";
import { env } from "#lib/env";
import { Failure } from "#lib/errors";
import type { Actor } from "#lib/people/sessions";
import { letterText } from "./letters.ts";
import { letter } from "./words.ts";

/** The person's own emails to look at, where the vendors are emulated: nobody has a mailbox there. */

const MOST = 50;

export type MailView = {
  id: string;
  subject: string;
  /** Whom it is to, where that is not the reader. */
  to: string | null;
  /** The whole letter, cut at the addresses in it that lead here; no other is made a link. */
  parts: { text: string; isLink: boolean }[];
  /** When it was sent, else when it was written. */
  at: Date;
  state: "kept" | "waiting" | "sent" | "given_up";
};

const hasOutbox = (): boolean => env().EMULATOR_URL !== undefined;

/** Letters to the reader's address too; an administrator sees those to everybody, since they wrote them. */
export async function readOutbox(actor: Actor): Promise<MailView[]> {
  if (!hasOutbox()) throw new Failure("not_found", "outbox");
  const { PUBLIC_URL } = env();
  const [mails, letters] = await Promise.all([
    listMails(actor.userId, MOST),
    listLetters(actor.role === "admin" ? null : actor.email, MOST),
  ]);
  const view = (row: MailRow | LetterRow, text: string, to: string | null): MailView => ({
    id: row.id,
    subject: row.subject,
    to,
    parts: linked(text, PUBLIC_URL),
    at: row.sentAt ?? row.createdAt,
    state: stateOf(row),
  });
  return [
    ...mails.map((row) => view(row, letter(actor, row.text, PUBLIC_URL), null)),
    ...letters.map((row) => view(row, letterText(row), row.address === actor.email ? null : row.address)),
  ]
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, MOST);
}

export function linked(text: string, publicUrl: string): MailView["parts"] {
  return text
    .split(/(https?:\/\/\S+)/)
    .map((part) => ({ text: part, isLink: part.startsWith(`${publicUrl}/`) }));
}

function stateOf({
  sentAt,
  dueAt,
  failures,
}: Pick<MailRow, "sentAt" | "dueAt" | "failures">): MailView["state"] {
  if (sentAt !== null) return "sent";
  if (dueAt !== null) return "waiting";
  return failures > 0 ? "given_up" : "kept";
}
