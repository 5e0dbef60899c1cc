import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { redacted, remember } from "#lib/redaction";
import { newSecret } from "#lib/webhooks/secret";

const random = (bytes = 24) => randomBytes(bytes).toString("base64url");

describe("a line of the log loses", () => {
  test("what was sealed or opened in this process, in every spelling", () => {
    const secret = `p"ss/${random()} ü`;
    remember(secret);
    const line = [secret, JSON.stringify({ secret }), `?code=${encodeURIComponent(secret)}`].join("\n");
    const left = redacted(line);
    expect(left).not.toContain(secret);
    expect(left).not.toContain(secret.slice(4, 20));
    expect(left).toContain("[redacted]");
  });

  test("what is inside of sealed JSON, but not the ids beside it", () => {
    const [access, refresh] = [random(), random()];
    const id = "64fc2d7e-1585-45ef-b1c3-6081185108c1";
    remember(JSON.stringify({ tokens: { access, deep: [{ refresh }] }, id, name: "Acme Studios of Berlin" }));
    expect(redacted(`${access} ${refresh} ${id} Acme Studios of Berlin`)).toBe(
      `[redacted] [redacted] ${id} Acme Studios of Berlin`,
    );
  });

  test.each([
    ["a key of ours", () => `pb_${random(32)}`],
    ["a webhook secret", () => newSecret()],
    ["a sealed text", () => `v1.k1.${random(12)}.${random(40)}`],
    ["a JSON Web Token", () => `eyJhbGciOiJIUzI1NiJ9.${random()}.${random()}`],
    ["a bearer's token", () => `Bearer ${random()}`, "Bearer "],
    ["a basic password", () => `authorization: Basic ${random()}`, "authorization: Basic "],
    ["a form's token", () => `refresh_token=${random()}`, "refresh_token="],
    ["a JSON's token", () => `{"access_token":"${random()}"`, '{"access_token":"'],
    ["a database's password", () => `postgres://patchbay:${random()}@db`, "postgres://patchbay:"],
  ])("%s that this process has never met", (_, make, kept = "") => {
    const text = make();
    const left = redacted(`before ${text} after`);
    expect(left.startsWith(`before ${kept}[redacted]`)).toBe(true);
    expect(left.endsWith(" after")).toBe(true);
    expect(left).not.toContain(text);
  });

  test("nothing else: ids, codes, addresses and sentences stay", () => {
    const line = JSON.stringify({
      level: 40,
      connection: "5b2f9c7d-1d3a-4a56-8a8e-9d1f7a3b6c01",
      code: "provider_unreachable",
      detail: "acme POST /oauth/token: status 503",
      version: "v1.2.3",
      url: "https://patchbay.example.com/connections",
    });
    expect(redacted(line)).toBe(line);
  });
});

test("only so much is remembered: the newest of it, and what is met again", () => {
  const [first, again, last] = [random(), random(), random()];
  remember(first);
  for (let count = 0; count < 4_000; count += 1) {
    remember(random());
    if (count % 1_000 === 0) remember(again);
  }
  remember(last);
  for (let count = 0; count < 1_900; count += 1) remember(random());
  expect(redacted(first)).toBe(first);
  expect(redacted(again)).toBe("[redacted]");
  expect(redacted(last)).toBe("[redacted]");
});
