import "#lib/server-only";
import type { ConnectionRow } from "#db/connections";
import { type MailKind, writeMail } from "#db/mails";
import type { Statement } from "#db/store";
import { env } from "#lib/env";
import { findProvider } from "#lib/providers/index";
import { newId } from "#lib/random";
import { mailMode } from "./mode.ts";
import { between, type NoticeKind, noticeWords, severalSubject } from "./words.ts";

/** Accounts that fail together are told together: what happens within this time shares one mail. */
const GATHER_MS = 3 * 60_000;

const kinds: Record<NoticeKind, MailKind> = {
  refused: "mailsNeedsYou",
  ended: "mailsNeedsYou",
  removed: "mailsNeedsYou",
  expiring: "mailsEnding",
};

export type Subject = Pick<
  ConnectionRow,
  "id" | "userId" | "provider" | "accountName" | "label" | "status" | "expiresAt"
>;

/** The email that tells its person of a change, as statements to commit together with it. */
export function notice(kind: NoticeKind, row: Subject, about: { at: Date; code?: string }): Statement[] {
  // Whoever knows already that a link needs them is not told a second time.
  if (mailMode() === "none" || row.status !== "active") return [];
  const { at, code } = about;
  const { subject, text } = noticeWords(kind, {
    name: row.label ?? row.accountName,
    vendor: findProvider(row.provider)?.name ?? row.provider,
    at,
    code,
    expiresAt: row.expiresAt ?? undefined,
    url: `${env().PUBLIC_URL}/connections/${row.id}`,
  });
  const dueAt = mailMode() === "sent" ? new Date(at.getTime() + GATHER_MS) : null;
  return writeMail(
    { id: newId(), userId: row.userId, subject, text, createdAt: at, dueAt },
    { kind: kinds[kind], since: new Date(at.getTime() - GATHER_MS), subject: severalSubject, between },
  );
}
