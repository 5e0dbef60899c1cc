import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { openSqlite } from "../../db/sqlite.ts";
import { freePort } from "../../scripts/lib/ports.mjs";
import { inRoot } from "../../scripts/lib/root.mjs";
import { freshDatabase, query, testEngine } from "../rig/database.ts";
import { temporaryFolder } from "../rig/folder.ts";
import { type Env, runProgram, startProgram } from "../rig/program.ts";
import { admin } from "../rig/rig.ts";
import { api, apiKey, flows, hours, keys, link, linkWithKey, row, sharedRig, somebody } from "./fixtures.ts";

/** What the server insists on before it serves anybody, and what keeps when its keys change. */

const rig = sharedRig({ env: { PATCHBAY_KEYS: newKey("first") } });
let who: Awaited<ReturnType<typeof somebody>>;
let key: string;
let id: string;

beforeAll(async () => {
  [key, who] = await Promise.all([apiKey(rig), somebody(rig)]);
  id = await link(rig, who, flows.wistia);
});

function newKey(name: string, bytes = 32) {
  return `${name}:${randomBytes(bytes).toString("base64")}`;
}

const secretOf = (pair: string) => pair.split(":")[1] ?? pair;

/** A start that is expected to fail: what it says, and how it ends. */
async function refusal(changed: Env) {
  const { code, stdout, stderr } = await runProgram(
    ["server.ts"],
    rig.environment({ PORT: "0", ...changed }),
  );
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/^Patchbay did not start\. /);
  expect(stderr).not.toMatch(/\n +at /);
  return stderr;
}

const wrongKey = newKey("first");
const shortKey = newKey("first", 16);

describe("the server does not start", () => {
  test.each([
    [
      "without the key that sealed what is stored",
      { PATCHBAY_KEYS: newKey("other") },
      /sealed with key "first", which is not in PATCHBAY_KEYS/,
    ],
    [
      "with another key under the same name",
      { PATCHBAY_KEYS: wrongKey },
      /sealed with key "first", which is not the one it was/,
    ],
    [
      "with a key that is too short",
      { PATCHBAY_KEYS: shortKey },
      /PATCHBAY_KEYS has 16 bytes; it must have 32/,
    ],
    [
      "with emulated vendors for the public",
      { PUBLIC_URL: "https://patchbay.example" },
      /EMULATOR_URL is for development only/,
    ],
    [
      "with emulated vendors for a name that only looks local",
      { PUBLIC_URL: "http://localhost.evil.example" },
      /EMULATOR_URL is for development only/,
    ],
    [
      "with a movable clock and real vendors",
      { EMULATOR_URL: "" },
      /CLOCK_FILE moves the clock and is refused without EMULATOR_URL/,
    ],
    [
      "with a database of a kind it does not know",
      { DATABASE_URL: "mysql://root:hunter2secret@localhost/x" },
      /DATABASE_URL must begin with file: or postgres:/,
    ],
    [
      "with a session secret that is too short",
      { NEXTAUTH_SECRET: "hunter2secret" },
      /NEXTAUTH_SECRET must have at least 32 characters/,
    ],
    [
      "with a database that does not answer",
      {
        DATABASE_URL: "postgres://patchbay:hunter2secret@127.0.0.1:9/patchbay",
        DATABASE_WAIT_SECONDS: "0",
      },
      /The database does not answer \(ECONNREFUSED\)/,
    ],
  ] as [string, Env, RegExp][])("%s, and says so without a secret", async (_, changed, said) => {
    const sentence = await refusal(changed);
    expect(sentence).toMatch(said);
    expect(sentence.trim().split("\n").length).toBeLessThanOrEqual(2);
    for (const secret of [
      "hunter2secret",
      "horse",
      ...Object.values(changed)
        .map(secretOf)
        .filter((value) => /^[A-Za-z0-9+/]{20,}=*$/.test(value)),
    ])
      expect(sentence).not.toContain(secret);
  });

  test("where the embedded key is gone while secrets are stored", async () => {
    if (rig.engine === "postgres")
      return expect(await refusal({ PATCHBAY_KEYS: "" })).toMatch(/PATCHBAY_KEYS must be set/);
    expect(await refusal({ PATCHBAY_KEYS: "" })).toMatch(
      /patchbay\.key is missing, and the database holds secrets sealed with key "first"/,
    );
    expect(existsSync(join(rig.folder, "patchbay.key"))).toBe(false);
  });

  test("and what is stored is as it was after all these refusals", async () => {
    expect((await api(rig, key, `connections/${id}/token`)).status).toBe(200);
    expect((await row(rig, id)).sealed_access_token).toMatch(/^v1\.first\./);
  });
});

test("a new first key seals what is new and leaves the rest readable, until the old one can go", async () => {
  const { PATCHBAY_KEYS: first = "" } = rig.environment();
  const second = newKey("second");
  await rig.restart({ PATCHBAY_KEYS: `${second},${first}` });
  expect((await api(rig, key, `connections/${id}/token`)).status).toBe(200);
  expect((await who.get("/connections")).url.pathname).toBe("/connections"); // Who is signed in stays so.
  const fresh = await linkWithKey(who, keys.acmeSandbox);
  expect((await row(rig, fresh)).sealed_grant).toMatch(/^v1\.second\./);
  expect(await refusal({ PATCHBAY_KEYS: second })).toContain('sealed with key "first"');

  await rig.clock.advance(hours(7));
  expect((await api(rig, key, `connections/${id}/token`)).status).toBe(200);
  expect((await row(rig, id)).sealed_grant).toMatch(/^v1\.second\./);
  expect(await rig.cli("keys", "rotate")).toMatchObject({ code: 0 });
  await rig.restart({ PATCHBAY_KEYS: second });
  for (const each of [id, fresh]) expect((await api(rig, key, `connections/${each}/token`)).status).toBe(200);
});

test("a sealed text moved to another row opens nowhere, and says nothing of itself", async () => {
  const other = await linkWithKey(who, keys.northwindSandbox);
  const { sealed_access_token: sealed } = await row(rig, other);
  const { sealed_access_token: own } = await row(rig, id);
  await rig.query(`UPDATE connections SET sealed_access_token = '${sealed}' WHERE id = '${id}'`);
  const answer = await api(rig, key, `connections/${id}/token`);
  expect(answer).toMatchObject({ status: 500, body: { code: "internal" } });
  expect(rig.logs()).not.toContain(sealed);
  await rig.query(`UPDATE connections SET sealed_access_token = '${own}' WHERE id = '${id}'`);
  expect((await api(rig, key, `connections/${id}/token`)).status).toBe(200);
});

describe("a new database", () => {
  /** Environments of processes that share one empty database. */
  async function beside(folder: string, count: number, changed: Env = {}) {
    const database = await freshDatabase(testEngine(), folder);
    const ports = await Promise.all(Array.from({ length: count }, () => freePort()));
    const environments = ports.map((port) =>
      rig.environment({ DATABASE_URL: database.url, PORT: String(port), ...changed }),
    );
    return { database, environments };
  }

  test("is laid out once by three processes that start at one moment", async () => {
    const folder = temporaryFolder();
    const embedded: Env = rig.engine === "sqlite" ? { PATCHBAY_KEYS: "" } : {};
    const { database, environments } = await beside(folder.path, 3, embedded);
    const programs = environments.map((env) => startProgram(["server.ts"], env));
    try {
      await Promise.all(programs.map((program) => program.says(/^Patchbay ready at /m, 45_000)));
      expect(await query(database.url, "SELECT email, role FROM users")).toEqual([
        { email: admin.email, role: "admin" },
      ]);
      expect(await query(database.url, "SELECT id FROM sealing_keys")).toHaveLength(1);
      if (rig.engine === "sqlite")
        expect(statSync(join(folder.path, "patchbay.key")).mode & 0o777).toBe(0o600);
    } finally {
      await Promise.all(programs.map((program) => program.kill("SIGKILL")));
      await database.drop();
      folder.remove();
    }
  });

  test("is migrated once by five processes that find it empty at one moment", async () => {
    const folder = temporaryFolder();
    const { database, environments } = await beside(folder.path, 5);
    try {
      const ends = await Promise.all(
        environments.map((env) => runProgram(["scripts/patchbay.ts", "connections", "list"], env)),
      );
      expect(ends.map(({ code, stdout }) => [code, stdout])).toEqual(ends.map(() => [0, ""]));
      const schema = rig.engine === "postgres" ? "drizzle." : "";
      const steps = await query(database.url, `SELECT hash FROM ${schema}__drizzle_migrations`);
      expect(steps).toHaveLength(readdirSync(inRoot("db", "migrations", rig.engine, "meta")).length - 1);
    } finally {
      await database.drop();
      folder.remove();
    }
  });

  test("that would forget commits in a crash is refused", async () => {
    if (rig.engine === "sqlite") return;
    const folder = temporaryFolder();
    const { database } = await beside(folder.path, 0);
    const name = new URL(database.url).pathname.slice(1);
    await query(database.url, `ALTER DATABASE ${name} SET synchronous_commit = off`);
    expect(await refusal({ DATABASE_URL: database.url })).toContain("synchronous_commit = off");
    await database.drop();
    folder.remove();
  });

  test("gets no administrator with a weak password", async () => {
    const folder = temporaryFolder();
    const { database, environments } = await beside(folder.path, 1, { ADMIN_PASSWORD: "short" });
    const { code, stderr } = await runProgram(["server.ts"], environments[0] ?? {});
    expect(code).toBe(1);
    expect(stderr).toContain("ADMIN_PASSWORD must have at least 12 characters");
    await database.drop();
    folder.remove();
  });
});

test("a server that waits for its database leaves as soon as it is asked to, by its own hand", async () => {
  const away = "postgres://patchbay:hunter2secret@127.0.0.1:9/patchbay";
  const server = startProgram(["server.ts"], rig.environment({ PORT: "0", DATABASE_URL: away }));
  await server.says(/it is waited for/, 45_000);
  // Ended by the signal itself it would have no code. As the first process of a container it would not end at all.
  expect(await server.kill("SIGTERM")).toBe(0);
});

test("the embedded engine waits for the disk at every commit", async () => {
  const folder = temporaryFolder();
  const store = openSqlite(join(folder.path, "a.db"), inRoot("db", "migrations"));
  const { $client } = store.db as unknown as { $client: { pragma(name: string, options: object): unknown } };
  expect($client.pragma("synchronous", { simple: true })).toBe(2);
  expect($client.pragma("journal_mode", { simple: true })).toBe("wal");
  expect($client.pragma("foreign_keys", { simple: true })).toBe(1);
  await store.close();
  folder.remove();
});

test("the embedded key that was emptied by accident is named, not replaced", async () => {
  if (rig.engine === "postgres") return;
  const file = join(rig.folder, "patchbay.key");
  writeFileSync(file, "");
  try {
    expect(await refusal({ PATCHBAY_KEYS: "" })).toContain("patchbay.key is empty. Put back what was in it");
    expect(readFileSync(file, "utf8")).toBe("");
  } finally {
    rmSync(file);
  }
});

test("over https, cookies are bound to this very host and never sent in clear", async () => {
  const { PUBLIC_URL } = rig.environment();
  await rig.restart({ PUBLIC_URL: "https://patchbay.example", EMULATOR_URL: "", CLOCK_FILE: "" });
  const answer = await fetch(`${PUBLIC_URL}/sign-in`);
  const cookies = answer.headers.getSetCookie();
  expect(cookies.length).toBeGreaterThan(0);
  for (const cookie of cookies) expect(cookie).toMatch(/^__Host-[^;]+;.*Secure/);
  expect(answer.headers.get("strict-transport-security")).toContain("max-age=");
  const html = await answer.text();
  expect(html).toContain("https://patchbay.example/connections");
});
