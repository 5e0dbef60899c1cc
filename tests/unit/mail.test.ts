import { expect, test } from "vitest";
import { linked } from "../../lib/mail/outbox.ts";
import { needsTls } from "../../lib/mail/send.ts";
import { letter, type NoticeKind, noticeWords } from "../../lib/mail/words.ts";

/** What people are written. */

const at = new Date("2026-11-24T14:02:00Z");
const about = {
  name: "Acme Studios",
  vendor: "Wistia",
  at,
  expiresAt: new Date("2026-11-27T09:30:00Z"),
  url: "https://patchbay.example/connections/1",
};
const kinds: NoticeKind[] = ["refused", "ended", "removed", "expiring"];

test("each says which account, what happened and when, and leads to where it is mended", () => {
  for (const kind of kinds) {
    const { subject, text } = noticeWords(kind, about);
    expect(subject).toContain("“Acme Studios”");
    expect(text).toMatch(/(Tuesday 24|Friday 27) November 2026 at (14:02|09:30) UTC/);
    expect(text.split("\n").at(-1)).toBe(about.url);
  }
  expect(noticeWords("expiring", about).subject).toBe(
    "“Acme Studios” at Wistia ends on Friday 27 November 2026",
  );
  expect(noticeWords("refused", { ...about, code: "answer_lost" }).text).toContain("never reached us");
});

test("no name makes a subject of two lines, or a long one", () => {
  for (const name of ["a\r\nBcc: evil@example.com", "a\u2028b", "w".repeat(10_000)])
    for (const kind of kinds) {
      const { subject } = noticeWords(kind, { ...about, name });
      expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      expect(subject.length).toBeLessThan(160);
    }
});

test("a name that runs the other way cannot turn the words around it", () => {
  expect(noticeWords("refused", { ...about, name: "استوديو" }).subject).toBe(
    "“\u2068استوديو\u2069” at Wistia needs you",
  );
});

test("the letter greets, and says how to stop letters", () => {
  const whole = letter({ name: "Ada" }, "Something happened.", "https://patchbay.example");
  expect(whole).toMatch(/^Hello Ada,\n\nSomething happened\.\n\n--\n/);
  expect(whole).toContain("https://patchbay.example/account");
});

test("an address in it is a link only where it leads here", () => {
  const home = "https://patchbay.example";
  const text = `Visit https://evil.example/x or ${home}.evil.example/x or ${home}/account now.`;
  expect(linked(text, home).filter(({ isLink }) => isLink)).toEqual([
    { text: `${home}/account`, isLink: true },
  ]);
  expect(
    linked(text, home)
      .map((part) => part.text)
      .join(""),
  ).toBe(text);
});

test.each([
  ["smtp://user:secret@mail.example:587", true],
  ["smtp://user:secret@localhost.evil.example", true],
  ["smtp://user:secret@127.0.0.1:25", false],
  ["smtp://user:secret@[::1]:25", false],
  ["smtp://mail.example", false],
])("%s has to be sealed before the password is said: %s", (url, sealed) => {
  expect(needsTls(url)).toBe(sealed);
});
