import "#lib/server-only";
import { claimLetter, listDueLetters, settleLetter } from "#db/letters";
import { claimMail, listDueMails, settleMail } from "#db/mails";
import { findUser } from "#db/users";
import { now } from "#lib/clock";
import { env } from "#lib/env";
import { log } from "#lib/log";
import { letterText } from "#lib/mail/letters";
import { mailMode } from "#lib/mail/mode";
import { type Outgoing, openPost, type Post, send } from "#lib/mail/send";
import { letter } from "#lib/mail/words";
import type { Report } from "./sweep.ts";

const MOST_AT_A_PASS = 100;
const MINUTE_MS = 60_000;
const LONGEST_PAUSE_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

type Due = { id: string; failures: number };

/** A kind of email: which are due, how one is taken for a try, and where it is written down that it went. */
type Tray = {
  due: (at: Date, limit: number) => Promise<Due[]>;
  /** Null: somebody was quicker. `mail` is null where nobody is to have it any more. */
  take: (read: Due, at: Date, retryAt: Date) => Promise<{ mail: Outgoing | null; createdAt: Date } | null>;
  settle: (id: string, sentAt: Date | null) => Promise<void>;
};

/** What people are written about their connections. */
const mails: Tray = {
  due: listDueMails,
  settle: settleMail,
  async take(read, at, retryAt) {
    const row = await claimMail(read, at, retryAt);
    if (row === null) return null;
    const user = await findUser(row.userId);
    const { id, subject, createdAt } = row;
    if (user === null || user.disabledAt !== null || user.customerId !== null)
      return { mail: null, createdAt };
    const { PUBLIC_URL } = env();
    const text = letter(user, row.text, PUBLIC_URL);
    return {
      mail: { id, address: user.email, subject, text, unsubscribeUrl: `${PUBLIC_URL}/account` },
      createdAt,
    };
  },
};

/** Invitations and alerts, to addresses of any kind. */
const letters: Tray = {
  due: listDueLetters,
  settle: settleLetter,
  async take(read, at, retryAt) {
    const row = await claimLetter(read, at, retryAt);
    if (row === null) return null;
    const { id, address, subject, createdAt } = row;
    return { mail: { id, address, subject, text: letterText(row), unsubscribeUrl: null }, createdAt };
  },
};

/** Sends what is due, one after the other over one connection. */
export async function attendMails(): Promise<Report> {
  if (mailMode() !== "sent") return { attended: 0, failed: 0 };
  const at = now();
  const due: [Tray, Due][] = [];
  // Letters first: somebody waits for an invitation, and an alert is no news in an hour.
  for (const tray of [letters, mails])
    for (const read of await tray.due(at, MOST_AT_A_PASS)) due.push([tray, read]);
  const post = due.length === 0 ? null : await openPost();
  if (post === null) return { attended: 0, failed: 0 };
  const done: boolean[] = [];
  try {
    for (const [tray, read] of due) {
      const outcome = await attend(post, tray, read);
      if (outcome !== null) done.push(outcome);
      // A server that is away is not asked for each of a hundred mails.
      if (outcome === false) break;
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

/** True when it is done with, false when it is tried again, null when somebody else has it. */
async function attend(post: Post, tray: Tray, read: Due): Promise<boolean | null> {
  const at = now();
  const taken = await tray.take(read, at, nextTry(at, read.failures));
  if (taken === null) return null;
  const { mail, createdAt } = taken;
  if (mail === null) {
    await tray.settle(read.id, null);
    return true;
  }
  try {
    await send(post, mail);
    await tray.settle(read.id, now());
    return true;
  } catch (error) {
    const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
    const over = isRefused(error) || now().getTime() - createdAt.getTime() > DAY_MS;
    if (over) await tray.settle(read.id, null);
    // What the other side said may quote the letter or our password.
    log.warn({ mail: read.id, code, responseCode, over }, "An email was not sent.");
    return over;
  }
}

/** The other side will never take it for this address (RFC 5321 §4.2.1). */
function isRefused(error: unknown): boolean {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  return code === "EENVELOPE" && Number(responseCode) >= 500;
}
