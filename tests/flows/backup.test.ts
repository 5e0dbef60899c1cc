import { copyFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Engine, freshDatabase, query } from "../rig/database.ts";
import { temporaryFolder } from "../rig/folder.ts";
import { runProgram } from "../rig/program.ts";
import { api, apiKey, flows, keys, link, linkWithKey, sharedRig, somebody } from "./fixtures.ts";

/** A backup, and what a new machine makes of it (S34). */

const rig = sharedRig();
const folder = temporaryFolder();
const file = join(folder.path, "patchbay.backup");
const drops: (() => Promise<unknown>)[] = [];
let key = "";
let ids: string[] = [];
let keyset = "";

beforeAll(async () => {
  const who = await somebody(rig);
  ids = [
    await link(rig, who, flows.wistia),
    await link(rig, who, flows.wix),
    await linkWithKey(who, keys.acmeProduction),
  ];
  key = await apiKey(rig);
  keyset = rig.environment().PATCHBAY_KEYS || readFileSync(join(rig.folder, "patchbay.key"), "utf8").trim();
  const { stdout, code } = await rig.cli("backup", "--to", file);
  expect([code, stdout]).toEqual([0, expect.stringContaining("The keys that open it are not in it")]);
});
afterAll(async () => {
  await Promise.all(drops.map((drop) => drop()));
  folder.remove();
});

/** A machine on which Patchbay has never been, on either engine. */
async function newHost(engine: Engine, PATCHBAY_KEYS = "") {
  const place = temporaryFolder();
  const database = await freshDatabase(engine, place.path);
  drops.push(database.drop, async () => place.remove());
  const env = rig.environment({
    DATABASE_URL: database.url,
    PATCHBAY_KEYS,
    ADMIN_EMAIL: "",
    ADMIN_PASSWORD: "",
  });
  return {
    folder: place.path,
    url: database.url,
    env,
    restore: (from = file, ...more: string[]) =>
      runProgram(["scripts/patchbay.ts", "restore", "--from", from, ...more], env),
  };
}

const positions = async (url: string) =>
  Number((await query(url, "SELECT max(position) AS position FROM messages"))[0]?.position);

const engines: Engine[] = process.env.TEST_DATABASE_URL === undefined ? ["sqlite"] : ["sqlite", "postgres"];

test("the file holds no key and is nobody else's to read", () => {
  const text = gunzipSync(readFileSync(file)).toString();
  expect(text).not.toContain(keyset.split(":")[1]);
  expect(text).not.toContain(key);
  expect(statSync(file).mode & 0o077).toBe(0);
  const [entry] = text.split("\n").slice(-2);
  expect(JSON.parse(entry ?? "")).toMatchObject({ end: true, sha256: expect.any(String) });
});

test.each(engines)(
  "on a new machine with the key everything in it can be read again (%s)",
  async (engine) => {
    const host = await newHost(engine, keyset);
    const begun = performance.now();
    const { stdout, stderr, code } = await host.restore();
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^\d+ rows restored\. It opens with /);
    const app = await rig.another({ DATABASE_URL: host.url, PATCHBAY_KEYS: keyset });
    for (const id of ids) expect((await api(app, key, `connections/${id}/token`)).status).toBe(200);
    const tookMs = performance.now() - begun;
    console.log(`restored and serving after ${Math.round(tookMs)} ms on ${engine}`);
    expect(tookMs).toBeLessThan(300_000);
    const actions = await query(
      host.url,
      "SELECT action FROM audit_entries WHERE action = 'backup.restored'",
    );
    expect(actions).toHaveLength(1);
    // What counts up by itself goes on where it was.
    const last = await positions(host.url);
    await query(
      host.url,
      `INSERT INTO messages (id, type, subject, payload, created_at)
     VALUES ('one more', 'x', 'x', '{}', ${engine === "postgres" ? "now()" : "1"})`,
    );
    expect(await positions(host.url)).toBeGreaterThan(last);
    await app.kill();
  },
);

test("a key file beside the database does as well as the variable", async () => {
  if (rig.engine === "postgres") return;
  const host = await newHost("sqlite");
  copyFileSync(join(rig.folder, "patchbay.key"), join(host.folder, "patchbay.key"));
  expect((await host.restore()).code).toBe(0);
});

test.each([
  ["no key", ""],
  ["another key", `k9:${Buffer.alloc(32, 7).toString("base64")}`],
])("with %s nothing is restored, and it says why", async (_, other) => {
  const host = await newHost("sqlite", other);
  const { stderr, code } = await host.restore();
  expect(code).toBe(1);
  expect(stderr).toContain("sealed with a key that is not here");
});

test("people are not replaced unless --force says so", async () => {
  const host = await newHost("sqlite", keyset);
  expect((await host.restore()).code).toBe(0);
  const again = await host.restore();
  expect([again.code, again.stderr]).toEqual([
    1,
    expect.stringContaining("There are people in this database already"),
  ]);
  expect((await host.restore(file, "--force")).code).toBe(0);
  const [row] = await query(host.url, "SELECT count(*) AS n FROM connections");
  expect(Number(row?.n)).toBe(ids.length);
});

test.each([
  ["cut off", (bytes: Buffer) => bytes.subarray(0, bytes.length - 40)],
  [
    "changed by one letter",
    (bytes: Buffer) => gzipSync(gunzipSync(bytes).toString().replace("Acme", "Acne")),
  ],
  [
    "short of its last line",
    (bytes: Buffer) =>
      gzipSync(`${gunzipSync(bytes).toString().trimEnd().split("\n").slice(0, -1).join("\n")}\n`),
  ],
  [
    "of a newer version",
    (bytes: Buffer) => gzipSync(gunzipSync(bytes).toString().replace('"version":1', '"version":2')),
  ],
  ["something else", () => Buffer.from("not a backup")],
])("a file that is %s changes nothing", async (_, spoil) => {
  const bad = join(folder.path, "bad.backup");
  writeFileSync(bad, spoil(readFileSync(file)));
  const host = await newHost("sqlite", keyset);
  const { stderr, code } = await host.restore(bad);
  expect([code, stderr]).toEqual([1, expect.stringContaining("no whole backup")]);
});

test("the audit log says that a backup was made, by whom", async () => {
  const rows = await rig.query(
    "SELECT actor_kind, target_name FROM audit_entries WHERE action = 'backup.made'",
  );
  expect(rows).toEqual([{ actor_kind: "operator", target_name: "patchbay.backup" }]);
});
