import { describe, expect, test } from "vitest";
import { activityView } from "#lib/connections/activity";
import type { EventKind } from "#lib/connections/events";
import { type FailureCode, failures } from "#lib/errors";
import { now } from "../answers.ts";
import { acme, eventRow, machineWords } from "./row.ts";

const seen = (kind: string, data: Record<string, unknown> = {}, actorId: string | null = "user-1") =>
  activityView(eventRow(kind, { data, actorId }), acme);
const text = (kind: string, data: Record<string, unknown> = {}) => {
  const { title, sentence } = seen(kind, data);
  return `${title} ${sentence ?? ""}`;
};

const kinds: Record<EventKind, string> = {
  linked: "Linked",
  relinked: "Reconnected",
  renewed: "Renewed",
  renewal_failed: "Renewal failed",
  refused: "No longer accepted",
  tested: "Tested",
  test_failed: "Test failed",
  disconnected: "Disconnected",
  revocation: "Acme could not be told",
  late_revocation: "A late answer was dropped",
  expiring: "Ends soon",
  ended: "Ended",
  removed: "Removed at the vendor",
};

test.each(Object.entries(kinds))("%s is called %j", (kind, title) => {
  expect(seen(kind)).toMatchObject({ id: "event-1", title });
});

describe("a renewal", () => {
  test("names who asked for it", () => {
    expect(seen("renewed").sentence).toBe("Because you asked for it.");
    expect(seen("renewed", {}, null).sentence).toBe("By itself, because a token was asked for.");
  });

  test.each(Object.keys(failures) as FailureCode[])("that failed with %s says so in words", (code) => {
    const told = failures[code][1].replaceAll(/(The|This|the) vendor/g, "Acme");
    for (const kind of ["renewal_failed", "test_failed"])
      expect(seen(kind, { code })).toMatchObject({ tone: "bad", sentence: told });
  });
});

describe("a reconnect", () => {
  const change = (scopesBefore: unknown, scopes: unknown) =>
    seen("relinked", { scopesBefore, scopes }).sentence;

  test("tells what is new and what is gone, in words", () => {
    expect(change(["read_tags"], ["read_tags", "write_tags"])).toBe("New: Change tags.");
    expect(change(["read_tags", "write_tags"], ["read_tags"])).toBe("No longer granted: Change tags.");
    expect(change(["read_tags"], ["write_tags"])).toBe("New: Change tags. No longer granted: See tags.");
  });

  test("that changed nothing says that", () => {
    expect(change(["read_tags"], ["read_tags"])).toBe("The same account with the same permissions.");
  });

  test.each([
    [null, ["a"]],
    [["a"], null],
    [undefined, undefined],
    ["a", ["a"]],
  ])("from %j to %j compares nothing", (before, after) => {
    expect(change(before, after)).toBe("The same account, with new keys.");
  });
});

describe("a revocation", () => {
  test("that was confirmed says so", () => {
    expect(seen("revocation", { revocation: "done" })).toMatchObject({
      title: "Acme was told",
      sentence: "The access was revoked there too.",
      tone: "neutral",
    });
  });

  test.each(["refused", "unreachable", "pending", "not_offered", "<b>", undefined])(
    "of which %j is known claims nothing",
    (revocation) => {
      expect(seen("revocation", { revocation })).toMatchObject({
        title: "Acme could not be told",
        sentence: "Remove the access there yourself; the receipt has the way.",
        tone: "bad",
      });
    },
  );
});

describe("nothing raw gets through", () => {
  const raw = {
    code: "<b>vendor_said_no</b>",
    message: "CANARY",
    scopesBefore: ["x_y<b>"],
    scopes: { a: 1 },
    expiresAt: "CANARY",
    revocation: "CANARY",
  };

  test.each(Object.keys(kinds))("from the data of %s", (kind) => {
    expect(text(kind, raw)).not.toMatch(machineWords);
    expect(text(kind, raw)).not.toContain("CANARY");
  });

  test.each(["key_rotated", "constructor", "toString", "__proto__", "<b>x</b>", ""])(
    "from the kind %j, which another version wrote",
    (kind) => {
      const { title, sentence, tone } = seen(kind);
      expect(`${title} ${sentence}`).not.toMatch(/_|[<>]|key.rotated|constructor|native code/);
      expect(title).toMatch(/^[A-Z]/);
      expect(sentence).toMatch(/\.$/);
      expect(tone).toBe("neutral");
    },
  );
});

test("every sentence ends with a full stop", () => {
  for (const kind of Object.keys(kinds))
    for (const data of [{}, { code: "busy" }, { revocation: "done" }, { scopesBefore: [], scopes: ["a"] }]) {
      const { sentence } = seen(kind, data);
      if (sentence !== null) expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
});

describe("the facts behind the fold", () => {
  const facts = (kind: string, data: Record<string, unknown> = {}, actorId: string | null = "user-1") =>
    Object.fromEntries(seen(kind, data, actorId).facts.map(({ name, value }) => [name, value]));

  test("say kind, time in UTC, who, and what was noted", () => {
    expect(facts("renewed", { generation: 4, expiresAt: "2026-01-02T03:04:05.000Z" })).toEqual({
      Kind: "renewed",
      Time: now.toISOString(),
      By: "person user-1",
      Generation: "4",
      "Token ends": "2026-01-02T03:04:05.000Z",
      Entry: "event-1",
    });
    expect(facts("renewal_failed", { code: "busy" }, null)).toMatchObject({
      By: "Patchbay itself",
      Code: "busy",
    });
  });

  test("name scopes as they are written, and say so where a vendor told none", () => {
    expect(facts("relinked", { scopesBefore: null, scopes: ["read_tags", "write_tags"] })).toMatchObject({
      "Scopes before": "not told",
      Scopes: "read_tags write_tags",
    });
  });

  test("never show what nobody thought of showing", () => {
    const shown = JSON.stringify(
      seen("linked", { accessToken: "secret-token", code: { refresh: "hidden" } }),
    );
    expect(shown).not.toContain("secret-token");
    expect(shown).not.toContain("hidden");
  });
});
