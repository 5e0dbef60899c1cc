import "#lib/server-only";
import { insertLetter, type LetterRow } from "#db/letters";
import type { Statement } from "#db/store";
import { newId } from "#lib/random";
import { seal, unseal } from "#lib/vault";
import { mailMode } from "./mode.ts";

/** Emails to addresses that need not belong to anybody here: invitations, alerts. */

export type Words = { subject: string; text: string };

/**
 * The statement that puts a letter among those to be sent, to commit together with what it tells of; none
 * where no email is ever read. The text is sealed: an invitation carries its link.
 */
export function letterTo(address: string, { subject, text }: Words, at: Date): Statement[] {
  const mode = mailMode();
  if (mode === "none") return [];
  const id = newId();
  return [
    insertLetter({
      id,
      address,
      subject,
      sealedText: seal(text, place(id)),
      createdAt: at,
      failures: 0,
      dueAt: mode === "sent" ? at : null,
      sentAt: null,
    }),
  ];
}

export const letterText = ({ id, sealedText }: Pick<LetterRow, "id" | "sealedText">): string =>
  unseal(sealedText, place(id));

const place = (id: string) => ({ table: "letters", row: id, field: "text", generation: 0 });
