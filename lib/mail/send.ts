import "#lib/server-only";
import { env } from "#lib/env";

/** The only door for emails out: SMTP through nodemailer. */

const PATIENCE_MS = 10_000;
/** Longer than this no try takes, whatever the other side does; the next one is set for later than that. */
const LONGEST_TRY_MS = 45_000;

/** Null where SMTP is not set up. Loaded when it is needed, since most servers send nothing for days. */
export async function openPost() {
  const { SMTP_URL, MAIL_FROM } = env();
  if (SMTP_URL === undefined) return null;
  const { createTransport } = await import("nodemailer");
  return createTransport(
    {
      url: SMTP_URL,
      pool: true,
      maxConnections: 1,
      connectionTimeout: PATIENCE_MS,
      greetingTimeout: PATIENCE_MS,
      socketTimeout: PATIENCE_MS,
      requireTLS: needsTls(SMTP_URL),
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from: MAIL_FROM },
  );
}

export type Post = NonNullable<Awaited<ReturnType<typeof openPost>>>;

/** A password is not said in the clear, unless to this machine itself. */
export function needsTls(url: string): boolean {
  const { password, hostname } = new URL(url);
  return password !== "" && !/^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/** What leaves: the whole text, and where its reader chooses what is written to them, where they can. */
export type Outgoing = {
  id: string;
  address: string;
  subject: string;
  text: string;
  unsubscribeUrl: string | null;
};

export async function send(post: Post, mail: Outgoing): Promise<void> {
  const sent = post.sendMail({
    // As an object, so that nothing in it is read as a list of addresses.
    to: { name: "", address: mail.address },
    subject: mail.subject,
    text: mail.text,
    // The same at every try, so that a mail which came through twice is recognised.
    messageId: `<${mail.id}@${new URL(env().PUBLIC_URL).hostname}>`,
    headers: {
      // RFC 3834 §5: nobody's absence notice answers a machine.
      "Auto-Submitted": "auto-generated",
      ...(mail.unsubscribeUrl === null ? {} : { "List-Unsubscribe": `<${mail.unsubscribeUrl}>` }),
    },
  });
  await within(LONGEST_TRY_MS, sent);
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error("late"), { code: "ELATE" })), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
