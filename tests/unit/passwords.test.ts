import { describe, expect, test, vi } from "vitest";
import { hashPassword, LONGEST_PASSWORD, SHORTEST_PASSWORD, verifyPassword } from "#lib/people/passwords";

// A busy machine is no reason to fail.
vi.setConfig({ testTimeout: 60_000 });

const password = "correct horse battery";
const stored = await hashPassword(password);

describe("a stored password", () => {
  test("is argon2id with OWASP's parameters or better, a salt of 16 bytes and a hash of 32", () => {
    const [, memory, passes, lanes, salt, hash] =
      /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(stored) ?? [];
    expect(Number(memory)).toBeGreaterThanOrEqual(19_456);
    expect(Number(passes)).toBeGreaterThanOrEqual(2);
    expect(Number(lanes)).toBe(1);
    expect(Buffer.from(salt ?? "", "base64")).toHaveLength(16);
    expect(Buffer.from(hash ?? "", "base64")).toHaveLength(32);
  });

  test("has a salt of its own each time", async () => {
    expect(await hashPassword(password)).not.toBe(stored);
  });

  test("does not hold the password", () => {
    expect(stored).not.toContain(password);
    expect(stored).not.toContain(Buffer.from(password).toString("base64").slice(0, 16));
  });
});

describe("a given password", () => {
  test("that is right opens", async () => {
    expect(await verifyPassword(password, stored)).toBe(true);
  });

  test.each(["", "Correct horse battery", `${password} `, password.slice(1), stored, `${password}\u0000`])(
    "%j does not",
    async (wrong) => {
      expect(await verifyPassword(wrong, stored)).toBe(false);
    },
  );

  test("is the same however its accents are typed", async () => {
    const composed = await hashPassword("caf\u00e9 au lait, please");
    expect(await verifyPassword("cafe\u0301 au lait, please", composed)).toBe(true);
  });

  test("is never right where there is no hash, and costs as much", async () => {
    await verifyPassword(password, null);
    const timed = async (hash: string | null) => {
      const startedAt = performance.now();
      expect(await verifyPassword(password, hash)).toBe(hash !== null);
      return performance.now() - startedAt;
    };
    const known = Math.min(await timed(stored), await timed(stored), await timed(stored));
    const unknown = Math.min(await timed(null), await timed(null), await timed(null));
    // A factor that no busy machine reaches; without the hash it would be a hundred and more.
    expect(unknown).toBeGreaterThan(known / 20);
  });

  test("is checked with the costs of its own hash", async () => {
    const cheaper = stored.replace(/m=\d+/, "m=8192");
    expect(await verifyPassword(password, cheaper)).toBe(false);
  });

  test("of the longest length counts to its last character", async () => {
    const longest = "x".repeat(LONGEST_PASSWORD);
    const hash = await hashPassword(longest);
    expect(await verifyPassword(longest, hash)).toBe(true);
    expect(await verifyPassword(`${longest.slice(1)}y`, hash)).toBe(false);
  });
});

test("passwords are long rather than ornate", () => {
  expect(SHORTEST_PASSWORD).toBeGreaterThanOrEqual(12);
  expect(LONGEST_PASSWORD).toBeGreaterThanOrEqual(64);
});
