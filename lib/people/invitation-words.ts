import type { Words } from "#lib/mail/letters";

/** What somebody is written who is invited, or who is to set a new password. Pure. */

type About = { by: string; link: string; expiresAt: Date };

export function invitationWords({ by, link, expiresAt }: About): Words {
  return {
    subject: "You are invited to Patchbay",
    text: `Hello,

${by} invites you to Patchbay, where you link your accounts elsewhere and see
whether the links still work. Make your account here:

${link}

The link works once, until ${day(expiresAt)}. If you did not expect it, do
nothing; no account is made by itself.
`,
  };
}

export function resetWords({ by, link, expiresAt }: About): Words {
  return {
    subject: "Set a new password for Patchbay",
    text: `Hello,

${by} made a link with which you set a new password for your account at
Patchbay:

${link}

The link works once, until ${day(expiresAt)}. Your present password goes on
until then. If you did not ask for this, do nothing.
`,
  };
}

const day = (at: Date) => `${format.format(at).replace(",", "")} UTC`;

const format = new Intl.DateTimeFormat("en-GB", {
  weekday: "long",
  day: "numeric",
  month: "long",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});
