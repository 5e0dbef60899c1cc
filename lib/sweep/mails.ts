import "#lib/server-only";
import { claimMail, listDueMails, type MailRow, settleMail } from "#db/mails";
import { findUser } from "#db/users";
import { now } from "#lib/clock";
import { log } from "#lib/log";
import { mailMode } from "#lib/mail/mode";
import { openPost, type Post, send } from "#lib/mail/send";
import type { Report } from "./sweep.ts";

const MOST_AT_A_PASS = 100;
const MINUTE_MS = 60_000;
const LONGEST_PAUSE_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Sends what is due, one after the other over one connection. */
export async function attendMails(): Promise<Report> {
  if (mailMode() !== "sent") return { attended: 0, failed: 0 };
  const due = await listDueMails(now(), MOST_AT_A_PASS);
  const post = due.length === 0 ? null : await openPost();
  if (post === null) return { attended: 0, failed: 0 };
  const done: boolean[] = [];
  try {
    for (const read of due) {
      const at = now();
      const mail = await claimMail(read, at, nextTry(at, read.failures));
      if (mail !== null) done.push(await attend(post, mail));
      // A server that is away is not asked for each of a hundred mails.
      if (done.at(-1) === false) break;
    }
  } finally {
    post.close();
  }
  return { attended: done.length, failed: done.filter((sent) => !sent).length };
}

/** 2, 4, 8 … minutes, then every hour; the first is longer than a try takes. */
function nextTry(at: Date, failures: number): Date {
  return new Date(at.getTime() + Math.min(LONGEST_PAUSE_MS, 2 ** Math.min(failures + 1, 10) * MINUTE_MS));
}

async function attend(post: Post, mail: MailRow): Promise<boolean> {
  const user = await findUser(mail.userId);
  if (user === null || user.disabledAt !== null) {
    await settleMail(mail.id, null);
    return true;
  }
  try {
    await send(post, mail, user);
    await settleMail(mail.id, now());
    return true;
  } catch (error) {
    const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
    const over = isRefused(error) || now().getTime() - mail.createdAt.getTime() > DAY_MS;
    if (over) await settleMail(mail.id, null);
    // What the other side said may quote the letter or our password.
    log.warn({ mail: mail.id, code, responseCode, over }, "An e-mail was not sent.");
    return over;
  }
}

/** The other side will never take it for this address (RFC 5321 §4.2.1). */
function isRefused(error: unknown): boolean {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  return code === "EENVELOPE" && Number(responseCode) >= 500;
}
