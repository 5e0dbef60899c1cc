import { afterEach, describe, expect, test, vi } from "vitest";
import { providerVariable, readEnvironment } from "#lib/env";

const complaint = (variables: Record<string, string>) => {
  try {
    readEnvironment(variables);
  } catch (error) {
    return (error as Error).message;
  }
  return null;
};

const opening = "The environment is not usable:\n  ";

describe("an empty environment", () => {
  test("is enough, and closed", () => {
    expect(readEnvironment({})).toMatchObject({
      NODE_ENV: "production",
      PORT: 3000,
      PUBLIC_URL: "http://localhost:3000",
      DATABASE_URL: "file:./data/patchbay.db",
      SIGNUP: "closed",
      TRUST_PROXY: "no",
      LOG_LEVEL: "info",
      DATABASE_POOL: 10,
      DATABASE_WAIT_SECONDS: 60,
    });
  });

  test("of variables that are set to nothing is the same", () => {
    const names = Object.keys(readEnvironment({})).filter((name) => name !== "NODE_ENV");
    const blank = Object.fromEntries(names.map((name) => [name, ""]));
    expect(readEnvironment(blank)).toEqual(readEnvironment({}));
  });
});

test("the public address follows the port, and loses its last slash", () => {
  expect(readEnvironment({ PORT: "4000" }).PUBLIC_URL).toBe("http://localhost:4000");
  expect(readEnvironment({ PUBLIC_URL: "https://patchbay.example/" }).PUBLIC_URL).toBe(
    "https://patchbay.example",
  );
});

describe("what contradicts itself is said in one sentence", () => {
  const emulator = { EMULATOR_URL: "http://127.0.0.1:4400" };

  test.each([
    [
      { ...emulator, PUBLIC_URL: "https://patchbay.example" },
      "EMULATOR_URL is for development only: it is refused unless PUBLIC_URL is a loopback address.",
    ],
    [
      { ...emulator, PUBLIC_URL: "http://127.0.0.1.evil.example" },
      "EMULATOR_URL is for development only: it is refused unless PUBLIC_URL is a loopback address.",
    ],
    [
      { ...emulator, PUBLIC_URL: "http://localhost.evil.example" },
      "EMULATOR_URL is for development only: it is refused unless PUBLIC_URL is a loopback address.",
    ],
    [{ CLOCK_FILE: "/tmp/CANARY" }, "CLOCK_FILE moves the clock and is refused without EMULATOR_URL."],
    [
      { ADMIN_EMAIL: "canary@patchbay.example" },
      "ADMIN_EMAIL and ADMIN_PASSWORD belong together; set both or neither.",
    ],
    [{ ADMIN_PASSWORD: "CANARY" }, "ADMIN_EMAIL and ADMIN_PASSWORD belong together; set both or neither."],
    [
      { OIDC_ISSUER: "https://issuer.example" },
      "OIDC_ISSUER needs OIDC_CLIENT_ID (and OIDC_CLIENT_SECRET for a confidential client).",
    ],
    [{ SMTP_URL: "smtp://CANARY.example" }, "SMTP_URL and MAIL_FROM belong together; set both or neither."],
    [
      { MAIL_FROM: "canary@patchbay.example" },
      "SMTP_URL and MAIL_FROM belong together; set both or neither.",
    ],
  ])("%j", (variables, sentence) => {
    expect(complaint(variables)).toBe(`${opening}${sentence}`);
  });

  test.each([
    [{ ...emulator, PUBLIC_URL: "http://localhost:3000", CLOCK_FILE: "/tmp/clock" }],
    [{ ...emulator, PUBLIC_URL: "http://127.0.0.1:3000" }],
    [{ ...emulator, PUBLIC_URL: "http://127.9.9.9:3000" }],
    [{ ...emulator, PUBLIC_URL: "http://[::1]:3000" }],
    [{ ADMIN_EMAIL: "a@patchbay.example", ADMIN_PASSWORD: "x" }],
    [{ OIDC_ISSUER: "https://issuer.example", OIDC_CLIENT_ID: "x" }],
    [{ SMTP_URL: "smtps://u:p@mail.example", MAIL_FROM: "a@patchbay.example" }],
    [{ SMTP_URL: "smtp://mail.example:587", MAIL_FROM: "Pätch Bay <a@patchbay.example>" }],
  ])("%j is no contradiction", (variables) => {
    expect(complaint(variables)).toBeNull();
  });
});

describe("a mistake names its variable and never its value", () => {
  test.each([
    ["PORT", "CANARY"],
    ["PORT", "70000"],
    ["PORT", "-1"],
    ["PORT", "3000.5"],
    ["PUBLIC_URL", "CANARY"],
    ["PUBLIC_URL", "ftp://CANARY.example"],
    ["PUBLIC_URL", "javascript:CANARY"],
    ["EMULATOR_URL", "CANARY"],
    ["DATABASE_URL", "mysql://user:CANARY@db.example/x"],
    ["NEXTAUTH_SECRET", "CANARY"],
    ["SIGNUP", "CANARY"],
    ["TRUST_PROXY", "CANARY"],
    ["LOG_LEVEL", "CANARY"],
    ["ADMIN_EMAIL", "CANARY"],
    ["OIDC_ISSUER", "CANARY"],
    ["SMTP_URL", "https://CANARY.example"],
    ["MAIL_FROM", "CANARY"],
    ["MAIL_FROM", "a@b.example, CANARY@b.example"],
    ["MAIL_FROM", "a@b.example\r\nBcc: CANARY@b.example"],
    ["MAIL_FROM", "Canary\r\nBcc: <CANARY@b.example>"],
    ["RATE_LIMIT_SIGN_IN_PER_ACCOUNT", "CANARY"],
    ["RATE_LIMIT_SIGN_IN_PER_ACCOUNT", "000"],
    ["RATE_LIMIT_LINKS_PER_HOUR", "-5"],
    ["DATABASE_POOL", "-5"],
    ["DATABASE_WAIT_SECONDS", "CANARY"],
  ])("%s=%s", (name, value) => {
    const text = complaint({ [name]: value, ...(name === "ADMIN_EMAIL" ? { ADMIN_PASSWORD: "x" } : {}) });
    expect(text).toMatch(new RegExp(`^${opening}${name} [^\\n]+$`));
    expect(text).not.toMatch(/CANARY/i);
    expect(text).not.toContain(value);
  });

  test("several mistakes are told at once, a line each", () => {
    const lines = complaint({ PORT: "x", SIGNUP: "x", PUBLIC_URL: "x" })?.split("\n  ") ?? [];
    expect(lines.slice(1).map((line) => line.split(" ")[0])).toEqual(["PORT", "PUBLIC_URL", "SIGNUP"]);
  });
});

describe("a variable of one provider", () => {
  afterEach(() => vi.unstubAllEnvs());

  test("is found by the provider's id", () => {
    vi.stubEnv("ACME_TWO_CLIENT_ID", " id-1 ");
    expect(providerVariable("acme-two", "CLIENT_ID")).toBe("id-1");
  });

  test.each([undefined, "", "  "])("set to %j is absent", (value) => {
    vi.stubEnv("ACME_CLIENT_ID", value);
    expect(providerVariable("acme", "CLIENT_ID")).toBeNull();
  });
});
