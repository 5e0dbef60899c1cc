import "#lib/server-only";
import { listMails, type MailRow } from "#db/mails";
import { env } from "#lib/env";
import { Failure } from "#lib/errors";
import type { Actor } from "#lib/people/sessions";
import { letter } from "./words.ts";

/** The person's own e-mails to look at, where the vendors are emulated: nobody has a mailbox there. */

const MOST = 50;

export type MailView = {
  id: string;
  subject: string;
  /** The whole letter, cut at the addresses in it that lead here; no other is made a link. */
  parts: { text: string; isLink: boolean }[];
  /** When it was sent, else when it was written. */
  at: Date;
  state: "kept" | "waiting" | "sent" | "given_up";
};

const hasOutbox = (): boolean => env().EMULATOR_URL !== undefined;

export async function readOutbox(actor: Actor): Promise<MailView[]> {
  if (!hasOutbox()) throw new Failure("not_found", "outbox");
  const { PUBLIC_URL } = env();
  const rows = await listMails(actor.userId, MOST);
  return rows.map((row) => ({
    id: row.id,
    subject: row.subject,
    parts: linked(letter(actor, row.text, PUBLIC_URL), PUBLIC_URL),
    at: row.sentAt ?? row.createdAt,
    state: stateOf(row),
  }));
}

export function linked(text: string, publicUrl: string): MailView["parts"] {
  return text
    .split(/(https?:\/\/\S+)/)
    .map((part) => ({ text: part, isLink: part.startsWith(`${publicUrl}/`) }));
}

function stateOf({ sentAt, dueAt, failures }: MailRow): MailView["state"] {
  if (sentAt !== null) return "sent";
  if (dueAt !== null) return "waiting";
  return failures > 0 ? "given_up" : "kept";
}
