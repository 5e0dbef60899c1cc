import { describe, expect, test } from "vitest";
import { actions } from "#lib/audit/actions";
import { breakWords } from "#lib/audit/verify-words";
import { filterOf, logPath, placeOf, readLogWish } from "#lib/audit/wish";
import { sentence, type Told } from "#lib/audit/words";
import { keySentence } from "#lib/keys/words";

/** The log in words, and what is looked for in it. */

const told = (given: Partial<Told>): Told => ({
  action: "connection.linked",
  actorKind: "person",
  actorId: "p",
  actorName: "Ada",
  targetKind: "connection",
  targetId: "c",
  targetName: "Acme",
  data: { provider: "wistia" },
  ...given,
});

const plain = (given: Partial<Told>) => sentence(told(given)).replaceAll(/[\u2068\u2069]/g, "");

describe("an entry in words", () => {
  test.each(Object.keys(actions))("%s is a sentence, whatever is known of it", (action) => {
    for (const given of [
      {},
      { actorName: null },
      { targetName: null },
      { data: {} },
      { actorKind: "patchbay" },
    ]) {
      const words = plain({ action, ...given });
      expect(words).toMatch(/^[A-Z].*[^.]\.$/);
      expect(words).not.toMatch(/undefined|null|\[object/);
    }
  });

  test.each([
    [{}, "Ada linked Acme at Wistia."],
    [
      { actorKind: "patchbay", actorName: null, action: "connection.renewed" },
      "Patchbay renewed the token of Acme at Wistia.",
    ],
    [{ action: "connection.refused" }, "Wistia no longer accepts Acme."],
    [
      { actorKind: "key", actorName: "billing", action: "token.read" },
      "The API key billing read the token of Acme at Wistia.",
    ],
    [
      {
        actorId: null,
        actorName: null,
        action: "link.failed",
        data: { provider: "gist", code: "link_denied" },
      },
      "An attempt to link an account at Gist came to nothing (link_denied).",
    ],
    [
      { action: "user.created", targetKind: "user", targetId: "p", targetName: "Ada", data: {} },
      "Ada made an account.",
    ],
    [
      {
        action: "user.created",
        targetKind: "user",
        targetName: "Bo",
        data: {},
        actorKind: "operator",
        actorName: "root",
        actorId: null,
      },
      "The operator (root) made an account for Bo.",
    ],
    [{ action: "something.new", data: {} }, "Ada: something.new (Acme)."],
    [{ action: "backup.made", data: {} }, "Ada: made a backup (Acme)."],
    [{ action: "vendor.paused", data: { what: "linking" } }, "Ada paused linking at Acme."],
    [{ action: "user.role_changed", data: { to: "admin" } }, "Ada made Acme an administrator."],
    [{ action: "invitation.created", targetName: null, data: {} }, "Ada invited somebody."],
    [{ action: "webhook.tested", data: {} }, "Ada sent a test to the webhook endpoint Acme."],
    [{ action: "bulk.started", data: { action: "test" } }, "Ada began to test many connections."],
    [{ data: { provider: "a-vendor-that-left" } }, "Ada linked Acme at a-vendor-that-left."],
  ] as [Partial<Told>, string][])("%j", (given, words) => {
    expect(plain(given)).toBe(words);
  });

  test("keeps the direction of each name to itself", () => {
    expect(sentence(told({ actorName: "\u202eadA" }))).toContain("\u2068\u202eadA\u2069 linked");
  });
});

describe("what is looked for", () => {
  test("is read from the address and written into it again", () => {
    const wish = readLogWish({
      who: " Ada ",
      action: "",
      q: "x".repeat(500),
      other: "1",
      vendor: ["a", "b"],
    });
    expect(wish).toEqual({ who: "Ada", q: "x".repeat(200) });
    expect(logPath({ who: "A&B" }, { older: 7 })).toBe("/admin/log?who=A%26B&older=7");
    expect(logPath({})).toBe("/admin/log");
  });

  test("has whole days in UTC, and none where there is no such day", () => {
    expect(filterOf({ from: "2026-02-03", until: "2026-02-03" })).toMatchObject({
      from: new Date("2026-02-03T00:00:00Z"),
      until: new Date("2026-02-04T00:00:00Z"),
    });
    expect(filterOf({ from: "2026-13-99", until: "tomorrow" })).toMatchObject({
      from: undefined,
      until: undefined,
    });
  });

  test("goes on from a number and from nothing else", () => {
    expect(placeOf({ older: "12" })).toEqual({ olderThan: 12, newerThan: undefined });
    expect(placeOf({ newer: "12; DROP", older: "-1" })).toEqual({
      olderThan: undefined,
      newerThan: undefined,
    });
  });
});

test("every way in which a log can be broken has its words", () => {
  for (const what of ["edited", "missing", "added", "head", "trims", "other_log", "too_old"] as const)
    expect(breakWords({ what, sequence: 1_234 })).toMatch(/^The .*entry 1,234.*\.$/);
});

describe("a sealing key in words", () => {
  const key = { id: "k1", primary: false, rows: 0, seals: 0, worn: false };
  test.each([
    [
      key,
      null,
      "k1 seals nothing any more: remove it from PATCHBAY_KEYS. Keep it with the backups that were made before.",
    ],
    [
      key,
      "data/patchbay.key",
      "k1 seals nothing any more: remove it from data/patchbay.key. Keep it with the backups that were made before.",
    ],
    [{ ...key, rows: 1 }, null, "k1 still seals 1 row: it must stay."],
    [{ ...key, primary: true, rows: 1_200 }, null, "k1 seals what is written and has sealed 1,200 rows."],
    [
      { ...key, primary: true, worn: true },
      null,
      "k1 seals what is written and has sealed 0 rows. It has been used very often: change it soon.",
    ],
  ] as const)("%j in %s", (view, file, words) => {
    expect(keySentence(view, { file, rotation: null })).toBe(words);
  });
});
