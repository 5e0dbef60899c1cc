import { linked, type MailView } from "#lib/mail/outbox";
import { between, letter, type NoticeKind, noticeWords, severalSubject } from "#lib/mail/words";
import type { AccountView } from "#lib/people/account";
import type { FarewellView } from "#lib/people/farewell";
import type { SessionView } from "#lib/people/sessions";
import { later, longName, rightToLeftName, vendor } from "./fixtures.ts";

/** The account page's part of the drawings. */

const minute = 60_000;
const day = 24 * 60 * minute;

export const account: AccountView = {
  name: "Ada Obi",
  email: "ada@acme.example",
  role: "admin",
  hasPassword: true,
  lastAdmin: false,
  mails: { needsYou: true, ending: false },
};

export const longEmail = `${"a-very-long-local-part.".repeat(4)}ada@${"subdomain.".repeat(6)}acme-studios.example`;

export const sessions = (now: Date): SessionView[] => [
  {
    id: "1",
    agent: "Firefox on Linux",
    current: true,
    createdAt: later(now, -60 * minute),
    expiresAt: later(now, 13 * day),
  },
  {
    id: "2",
    agent: "Samsung Internet on Android",
    current: false,
    createdAt: later(now, -5 * day),
    expiresAt: later(now, 9 * day),
  },
  { id: "3", agent: null, current: false, createdAt: later(now, -8 * day), expiresAt: later(now, 6 * day) },
];

export const farewell: FarewellView = {
  disconnected: 4,
  vendors: [
    {
      id: "gist",
      sentence: "Gist could not be told from here. Remove the access there yourself.",
      removal: { vendor: "Gist", url: vendor("gist").removalUrl },
    },
    {
      id: "wistia",
      sentence: "Wistia has confirmed that the access is revoked there too.",
      removal: null,
    },
  ],
};

export function mails(now: Date): MailView[] {
  const words = (kind: NoticeKind, name: string, at: Date) =>
    noticeWords(kind, {
      name,
      vendor: "Wistia",
      at,
      expiresAt: later(at, 3 * day),
      url: "http://localhost:3000/connections/5f0c2b1e-7a54-4f2e-9d3b-0c8e61f4a7d2",
    });
  const mail = (id: string, at: Date, state: MailView["state"], { subject, text }: Said): MailView => ({
    id: `mail-${id}`,
    at,
    state,
    subject,
    to: null,
    parts: linked(letter({ name: "Ada Obi" }, text, "http://localhost:3000"), "http://localhost:3000"),
  });
  const at = later(now, -5 * minute);
  const both = [words("refused", "Acme Studios", at), words("removed", rightToLeftName, at)];
  return [
    mail("1", at, "kept", {
      subject: severalSubject,
      text: both.map(({ text }) => text).join(between),
    }),
    mail("2", later(now, -2 * day), "sent", words("expiring", "Marketing", later(now, -2 * day))),
    mail("3", later(now, -9 * day), "given_up", words("ended", longName, later(now, -9 * day))),
    mail("4", later(now, -9 * day), "waiting", words("removed", "w".repeat(160), later(now, -9 * day))),
  ];
}

type Said = { subject: string; text: string };
