import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { newId, secret, sha256 } from "#lib/random";

test("a secret is 256 bits of base64url, another one each time", { timeout: 60_000 }, () => {
  const made = Array.from({ length: 10_000 }, secret);
  expect(new Set(made).size).toBe(10_000);
  for (const text of made) expect(text).toMatch(/^[\w-]{43}$/);
  expect(Buffer.from(made[0] ?? "", "base64url")).toHaveLength(32);
});

test("every bit of a secret is set about half of the time", { timeout: 60_000 }, () => {
  const ones = new Array<number>(256).fill(0);
  const rounds = 4_000;
  for (let round = 0; round < rounds; round += 1)
    for (const [at, byte] of Buffer.from(secret(), "base64url").entries())
      for (let bit = 0; bit < 8; bit += 1)
        ones[at * 8 + bit] = (ones[at * 8 + bit] ?? 0) + ((byte >> bit) & 1);
  // Nine standard deviations: a fair bit strays so far once in 10^18 runs.
  for (const count of ones) expect(Math.abs(count - rounds / 2)).toBeLessThan(285);
});

test("an id is a random UUID", () => {
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(newId()).not.toBe(newId());
});

test("what only has to be recognised is kept as its SHA-256", () => {
  expect(sha256("abc")).toBe("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
  expect(sha256("é")).toBe(createHash("sha256").update(Buffer.from("é")).digest("base64url"));
});
