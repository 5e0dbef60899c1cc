import { createHash } from "node:crypto";
import { globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decode } from "next-auth/jwt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demoApplications } from "../../emulators/seed.ts";
import { inRoot } from "../../scripts/lib/root.mjs";
import { dump } from "../rig/database.ts";
import { type Answer, type Person, person } from "../rig/person.ts";
import { startCollector } from "./collector.ts";
import {
  answerOf,
  api,
  autopilot,
  clearFaults,
  deliver,
  fault,
  flows,
  hours,
  type Json,
  keys,
  link,
  linkWithKey,
  minutes,
  password,
  post,
  received,
  redirectFlows,
  settings,
  sharedRig,
  somebody,
  submitKey,
  truth,
  until,
} from "./fixtures.ts";

/**
 * Walks through everything, with successes, refusals and faults, notes every secret that exists on the way,
 * and looks for all of them wherever they must not be.
 */

const sessionKey = "the secret of the sessions in this test, long enough";
const vendorsOwnWords = "words-of-a-vendor-9f41c2";
const collector = await startCollector();
afterAll(collector.close);
const rig = sharedRig({
  env: {
    NEXTAUTH_SECRET: sessionKey,
    LOG_LEVEL: "debug",
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  },
});

const secrets = new Map<string, string>();
const seen: { where: string; text: string }[] = [];
/** What Prometheus is told, at different times. */
const figures: string[] = [];
const noteFigures = async () => void figures.push(await (await fetch(`${rig.url}/api/metrics`)).text());

const note = (what: string, value: unknown) => {
  if (typeof value === "string" && value.length >= 12 && !secrets.has(value)) secrets.set(value, what);
};

/** Every answer of ours that this browser gets, from now on. */
function watched<W extends Person>(who: W): W {
  const keep = (answers: Answer[]) => {
    for (const { url, status, headers, body } of answers) {
      if (url.origin !== rig.url) continue;
      const { "set-cookie": cookies = "", location = "", ...others } = headers;
      // A redirect to the vendor holds what the vendor has to be told; the cookie is the session itself.
      const ours = location.startsWith(rig.url) || location.startsWith("/") ? location : "";
      seen.push({ where: `${status} ${url.pathname}`, text: `${body}\n${ours}\n${JSON.stringify(others)}` });
      note("session cookie", /patchbay-session=([^;]+)/.exec(cookies)?.[1]);
      note("browser mark", /patchbay-browser=([^;]+)/.exec(cookies)?.[1]);
    }
  };
  const spied = (method: "get" | "submit" | "click" | "signIn") => {
    const original = who[method] as (...given: unknown[]) => Promise<Answer>;
    return async (...given: unknown[]) => {
      const answer = await original(...given);
      keep(who.trail());
      return answer;
    };
  };
  for (const method of ["get", "submit", "click", "signIn"] as const)
    Object.assign(who, { [method]: spied(method) });
  const ask = who.ask;
  who.ask = async (...given) => {
    const answer = await ask(...given);
    keep([answer]);
    return answer;
  };
  return who;
}

/** What the vendors know, and what travelled to them. */
async function noteVendors() {
  for (const vendor of ["wistia", "gist", "api-video", "wix"])
    for (const { refreshToken, accessTokens, key } of (await truth(rig, vendor)).grants) {
      note(`${vendor} refresh token`, refreshToken);
      if (vendor === "api-video") note("API key at the vendor", key);
      for (const { token } of accessTokens as Json[]) note(`${vendor} access token`, token);
    }
  for (const { query, body, headers, path } of await received(rig)) {
    const sent = body.startsWith("{") ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
    for (const name of ["code", "code_verifier", "refresh_token", "refreshToken", "apiKey", "client_secret"])
      note(`${name} sent to ${path}`, sent[name]);
    for (const name of ["state", "token", "access_token"])
      note(`${name} in the address of ${path}`, query[name]);
    note("authorization", headers.authorization?.replace(/^\w+ /, ""));
  }
}

beforeAll(async () => {
  const who = watched(await somebody(rig));
  note("password", password);
  const ticket = who.jar.get("patchbay-session") ?? "";
  note("session cookie", ticket);
  note("session id", (await decode({ token: ticket, secret: sessionKey }))?.sessionId);
  note("browser mark", who.jar.get("patchbay-browser"));
  const key = (await rig.cli("api-key", "create", "--name", "a program")).stdout.trim();
  note("key of ours", key);
  note("session secret", sessionKey);
  for (const [name, { secret }] of Object.entries(demoApplications)) note(`${name} client secret`, secret);
  for (const [name, value] of Object.entries(keys)) note(`API key ${name}`, value);
  const keyset =
    rig.environment().PATCHBAY_KEYS || readFileSync(join(rig.folder, "patchbay.key"), "utf8").trim();
  note("sealing key", keyset.split(":")[1]);

  // Everything that goes well.
  const ids = [await linkWithKey(who, keys.acmeProduction)];
  for (const flow of redirectFlows)
    ids.push(await link(rig, who, flow, flow.id === "wix" ? flow.other.id : undefined));
  for (const id of ids) {
    await who.get(`/connections/${id}`);
    for (const button of ["Refresh now", "Test now"]) await who.submit(button);
    await api(rig, key, `connections/${id}/token`);
    // Calls that are passed on, with the token wherever the vendor wants it.
    for (const path of ["anything", "upload.wistia.com/?name=film"])
      await fetch(`${rig.url}/api/v1/connections/${id}/proxy/${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}` },
        body: "{}",
      });
    await noteVendors();
  }
  await rig.clock.advance(hours(7));
  for (const id of ids) await api(rig, key, `connections/${id}/token`);
  await noteVendors();
  for (const path of [
    "/connections",
    "/account",
    "/account/delete",
    "/connect/wistia",
    "/connect/api-video",
    `/connections/${ids[0]}/disconnect`,
  ]) {
    await who.get(path);
    await who.ask(path, { headers: { rsc: "1", "next-url": path } });
    await who.ask(`${path}?_rsc=1`, { headers: { rsc: "1", "next-router-prefetch": "1" } });
  }
  for (const id of ids) await who.ask(`/connections/${id}`, { headers: { rsc: "1" } });

  // Answers that fit nothing, come twice, or come to somebody else.
  const stranger = watched(person(rig));
  for (const flow of redirectFlows) {
    const answer = await answerOf(rig, who, flow);
    await deliver(rig, stranger, answer);
    await deliver(rig, who, answer);
    const good = await answerOf(rig, who, flow);
    await deliver(rig, who, good);
    await deliver(rig, who, good);
    for (const name of ["code", "state", "signedInstance"]) {
      note(`${flow.name}'s ${name}`, answer.searchParams.get(name));
      note(`${flow.name}'s ${name}`, good.searchParams.get(name));
    }
    await who.get(`/connections`);
  }
  await stranger.get("/sign-in");
  await stranger.submit("Sign in", { Email: who.email, Password: "a-wrong-password-5be1" });
  note("wrong password", "a-wrong-password-5be1");

  // An install that begins at Wix.
  await autopilot(rig, flows["wix-advanced"]);
  await who.get(`${rig.emulator.url}/www.wix.com/app-market`);
  await who.submit("Install Patchbay Classic");
  await who.submit("Continue to Wix (custom authentication)");
  await noteVendors();

  // Keys that are refused, and vendors that answer with what is none of anybody's business.
  await who.get("/connect/api-video");
  note("refused key", "refused-key-77aa01b2c3d4");
  await submitKey(who, "refused-key-77aa01b2c3d4");
  const bodies = [
    {
      error: "invalid_request",
      error_description: vendorsOwnWords,
      access_token: `${vendorsOwnWords}-token`,
    },
    { error: { message: vendorsOwnWords } },
    `<html>${vendorsOwnWords}</html>`,
  ];
  for (const flow of redirectFlows)
    for (const body of bodies) {
      await clearFaults(rig);
      const answer = await answerOf(rig, who, flow);
      await fault(rig, { vendor: flow.vendor, kind: "status", status: 400, times: 9, body });
      await deliver(rig, who, answer);
    }
  for (const kind of [
    "status",
    "malformed",
    "html",
    "huge",
    "redirect",
    "drop-before-read",
    "process-then-drop",
  ])
    for (const id of ids) {
      await clearFaults(rig);
      await fault(rig, { vendor: "*", kind, times: 9, body: `{"access_token": "${vendorsOwnWords}` });
      await who.get(`/connections/${id}`);
      if (!who.buttons().includes("Refresh now")) continue;
      await who.submit("Refresh now");
      await rig.clock.advance(minutes(6));
    }
  await clearFaults(rig);
  await noteVendors();

  await noteFigures();

  // A kill in the middle, so that something half done is lying about.
  await fault(rig, { vendor: "wistia", kind: "slow-body", delayMs: 8_000, path: "/oauth/token" });
  const half = await answerOf(rig, who, flows.wistia);
  const lost = deliver(rig, who, half).catch(() => null);
  await until("it is asked", async () =>
    (await received(rig, "wistia")).some(({ fault: played }) => played === "slow-body"),
  );
  await rig.kill("SIGKILL");
  await lost;
  await clearFaults(rig);
  await rig.restart();

  // And some that are refused for good, or disconnected; others stay sealed in the database.
  await settings(rig, "wix", { webhooks: "valid" });
  for (const { id, revoked } of (await truth(rig, "wix")).grants)
    if (!revoked) await rig.emulator.control("POST", "wix/uninstall", { instance: id });
  await post(who, `/connections/${ids[1]}/disconnection`, {}, new URL(rig.url));
  await who.get(`/connections/${ids[1]}`);
  for (const path of ["/sign-up/account", "/api/auth/callback/credentials"])
    await post(
      stranger,
      path,
      { email: "not an email", password: "another-password-0c9d", csrfToken: "x" },
      new URL(rig.url),
    );
  note("refused password", "another-password-0c9d");
  for (const path of ["/account/outbox", "/account/export"]) await who.ask(path);
  await who.ask("/api/auth/session");
  await who.ask("/api/auth/csrf");
  await who.ask("/api/auth/providers");
  await rig
    .cli("connections", "list")
    .then(({ stdout, stderr }) => seen.push({ where: "command line", text: stdout + stderr }));
  await rig
    .cli("api-key", "list")
    .then(({ stdout, stderr }) => seen.push({ where: "command line", text: stdout + stderr }));
  await noteVendors();
});

/** As it is, and as it would look inside base64 at any of the three places, in hex, and in an address. */
function shapes(value: string) {
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    // What stands at the edges depends on the neighbours.
    return text.slice(shift === 0 ? 0 : shift + 1, -1);
  });
  return [
    ...new Set([
      value,
      ...base64,
      ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
      bytes.toString("hex"),
      bytes.toString("hex").toUpperCase(),
      encodeURIComponent(value),
      JSON.stringify(value).slice(1, -1),
    ]),
  ];
}

function found(where: string, text: string) {
  const hits = [...secrets].filter(([value]) => shapes(value).some((shape) => text.includes(shape)));
  return hits.map(([, what]) => `${what} in ${where}`);
}

test("the walk met secrets of every kind", () => {
  const kinds = new Set(
    [...secrets.values()].map((what) => what.replace(/^(.*?) (sent to|in the address of).*$/, "$1")),
  );
  for (const kind of [
    "wistia access token",
    "wistia refresh token",
    "gist access token",
    "api-video access token",
    "api-video refresh token",
    "wix access token",
    "wix refresh token",
    "code",
    "code_verifier",
    "state",
    "token",
    "API key acmeProduction",
    "wistia client secret",
    "refused key",
    "password",
    "session cookie",
    "session id",
    "key of ours",
    "sealing key",
    "Wix's signedInstance",
  ])
    expect(kinds).toContain(kind);
  expect(secrets.size).toBeGreaterThan(80);
  expect(seen.length).toBeGreaterThan(100);
});

test("no page, redirect, RSC payload or header of ours holds one", () => {
  const hits = seen.flatMap(({ where, text }) => found(where, text));
  expect([...new Set(hits)]).toEqual([]);
});

test("no log line holds one, nor what a vendor said in its own words", () => {
  expect(rig.logs()).toContain("A renewal failed.");
  expect(found("the logs", rig.logs())).toEqual([]);
  expect(rig.logs()).not.toContain(vendorsOwnWords);
  expect(rig.logs()).not.toContain("[next-auth]");
  for (const { text } of seen) expect(text).not.toContain(vendorsOwnWords);
});

test("no figure and no trace holds one", async () => {
  await noteFigures();
  const names = ["request", "freshConnection", "vendor call", "proxied call", "database batch"];
  await until("each kind of span is told", async () =>
    names.every((name) => collector.spans().some((span) => span.name === name)),
  );
  for (const text of figures) {
    expect(text).toContain("patchbay_http_request_seconds");
    expect(found("the figures", text)).toEqual([]);
    expect(text).not.toContain(vendorsOwnWords);
  }
  const told = JSON.stringify(collector.sent);
  expect(found("the traces", told)).toEqual([]);
  expect(told).not.toContain(vendorsOwnWords);
});

test("no file that browsers are sent holds one, nor the name of a table or of a sealed thing", () => {
  const files = globSync("**/*", { cwd: inRoot(".next", "static"), withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files.length).toBeGreaterThan(5);
  const text = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1")).join("\n");
  expect(found("the bundles", text)).toEqual([]);
  for (const word of [
    "sealed_access_token",
    "PATCHBAY_KEYS",
    "aes-256-gcm",
    "better-sqlite3",
    "client_secret",
  ])
    expect(text).not.toContain(word);
  expect(files.some(({ name }) => name.endsWith(".map"))).toBe(false);
});

describe("the database", () => {
  test("holds none in any column of any table", async () => {
    const tables = await dump(rig.databaseUrl);
    expect(Object.keys(tables)).toEqual(
      expect.arrayContaining(["connections", "link_attempts", "sessions", "users"]),
    );
    expect(tables.connections?.some(({ sealed_access_token }) => sealed_access_token)).toBe(true);
    expect(tables.link_attempts?.some(({ sealed_verifier }) => sealed_verifier)).toBe(true);
    const hits = Object.entries(tables).flatMap(([table, rows]) => found(table, JSON.stringify(rows)));
    expect(hits).toEqual([]);
    expect(JSON.stringify(tables)).not.toContain(vendorsOwnWords);
  });

  test("holds none in the bytes of its files either", () => {
    if (rig.engine === "postgres") return;
    const files = readdirSync(rig.folder).filter((name) => name.startsWith("patchbay.db"));
    expect(files).toContain("patchbay.db");
    for (const name of files) {
      const text = readFileSync(join(rig.folder, name), "latin1");
      expect(text.length).toBeGreaterThan(0);
      expect(found(name, text)).toEqual([]);
    }
  });

  test("keeps a key of ours only as its hash", async () => {
    const [key] = [...secrets].find(([, what]) => what === "key of ours") ?? [""];
    const rows = await rig.query("SELECT hash, prefix FROM api_keys");
    const hash = createHash("sha256").update(key).digest("base64url");
    expect(rows).toEqual([{ hash, prefix: key.slice(0, 11) }]);
  });
});

test("the one place a token is handed out is the token read", async () => {
  const [key] = [...secrets].find(([, what]) => what === "key of ours") ?? [""];
  const { body } = await api(rig, key, "connections");
  const alive = body.data.filter((each: Json) => each.status === "active");
  expect(alive.length).toBeGreaterThan(0);
  expect(found("the list", JSON.stringify(body))).toEqual([]);
  const token = await api(rig, key, `connections/${alive[0].id}/token`);
  expect(token.body.accessToken.length).toBeGreaterThan(20);
});
