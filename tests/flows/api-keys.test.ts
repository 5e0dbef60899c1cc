import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dump } from "../rig/database.ts";
import {
  api,
  clearDesk,
  flows,
  hours,
  type Json,
  link,
  row,
  sharedRig,
  somebody,
  until,
} from "./fixtures.ts";

/** Keys from the command line, and what is written down of the tokens they read. */

const rig = sharedRig();
let who: Awaited<ReturnType<typeof somebody>>;
beforeAll(async () => {
  who = await somebody(rig);
});
beforeEach(() => clearDesk(rig));

const make = async (...args: string[]) => {
  const { stdout, stderr, code } = await rig.cli("api-key", "create", "--name", "nightly job", ...args);
  expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  return stdout.trim();
};
const list = async (): Promise<Json[]> =>
  (await rig.cli("api-key", "list")).stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
const idOf = async (key: string) => (await list()).find(({ prefix }) => key.startsWith(prefix)).id;
const status = async (key: string, path = "connections") => (await api(rig, key, path)).status;
const logged = (action: string) =>
  rig.query(`SELECT * FROM audit_entries WHERE action = '${action}' ORDER BY sequence`);

describe("a key from the command line", () => {
  test("may do what it was made for, for whom it was made, as long as it was made for", async () => {
    const mine = await link(rig, who, flows.wistia);
    const { user_id: owner } = await row(rig, mine);
    const other = await link(rig, who, flows.gist);
    const key = await make(
      "--scopes",
      "connections:read, tokens:read",
      "--vendors",
      "wistia",
      "--owners",
      who.email,
      "--expires",
      "2h",
    );
    expect(await status(key, `connections/${mine}/token`)).toBe(200);
    expect(await status(key, `connections/${other}/token`)).toBe(404);
    expect(await status(key, "events")).toBe(403);
    const shown = (await list()).find(({ prefix }) => key.startsWith(prefix));
    expect(shown).toMatchObject({
      scopes: ["connections:read", "tokens:read"],
      vendors: ["wistia"],
      owners: [owner],
      state: "good",
    });
    await rig.clock.advance(hours(2));
    expect(await status(key)).toBe(401);
    expect((await logged("api_key.created")).at(-1)).toMatchObject({ actor_kind: "operator" });
  });

  test("calls through the proxy what its rules name, as does the one that takes its place", async () => {
    const id = await link(rig, who, flows.wistia);
    const rules = "GET /v1/medias; POST upload.wistia.com/";
    const key = await make("--scopes", "proxy", "--rules", rules);
    const through = async (by: string, method: string, path: string) =>
      (await api(rig, by, `connections/${id}/proxy/${path}`, { method })).body?.code ?? "the vendor";
    const successor = (await rig.cli("api-key", "rotate", "--id", await idOf(key))).stdout.trim();
    for (const by of [key, successor]) {
      expect((await list()).find(({ prefix }) => by.startsWith(prefix))).toMatchObject({ rules });
      expect(await through(by, "GET", "v1/medias.json")).toBe("the vendor");
      for (const [method, path] of [
        ["GET", "v1/projects.json"],
        ["POST", "v1/medias"],
        ["POST", ""],
      ] as const)
        expect([method, path, await through(by, method, path)]).toEqual([method, path, "proxy_refused"]);
    }
    expect(JSON.parse((await logged("api_key.created")).at(-1)?.data)).toMatchObject({ rules });
  });

  test("is not made from nonsense", async () => {
    for (const wrong of [
      ["--scopes", "everything"],
      ["--scopes", ""],
      ["--vendors", "nobody"],
      ["--owners", "nobody@example.com"],
      ["--rules", "TRACE /v1"],
      ["--rules", ""],
      ["--expires", "yesterday"],
      ["--expires", "2001-01-01"],
    ])
      expect([wrong, await rig.cli("api-key", "create", "--name", "x", ...wrong)]).toMatchObject([
        wrong,
        { code: 1, stdout: "" },
      ]);
  });

  test("is rotated with an overlap, in which both work, and then only the new one", async () => {
    const old = await make("--scopes", "connections:read");
    const { stdout } = await rig.cli("api-key", "rotate", "--id", await idOf(old), "--overlap", "1h");
    const fresh = stdout.trim();
    expect([await status(old), await status(fresh), await status(fresh, "events")]).toEqual([200, 200, 403]);
    await rig.clock.advance(hours(1));
    expect([await status(old), await status(fresh)]).toEqual([401, 200]);
    const again = await rig.cli("api-key", "rotate", "--id", await idOf(old));
    expect([again.code, again.stdout]).toEqual([1, ""]);
    expect((await list()).find(({ prefix }) => fresh.startsWith(prefix)).replaces).toBe(await idOf(old));
  });

  test("is refused by every process once it is revoked", async () => {
    const other = await rig.another();
    const key = await make();
    const at = async (url: string) => (await api({ url }, key, "connections")).status;
    expect([await at(rig.url), await at(other.url)]).toEqual([200, 200]);
    expect(await rig.cli("api-key", "revoke", "--id", await idOf(key))).toMatchObject({
      stdout: "revoked\n",
    });
    await expect.poll(async () => [await at(rig.url), await at(other.url)]).toEqual([401, 401]);
    await rig.cli("api-key", "revoke", "--id", await idOf(key));
    const id = await idOf(key);
    expect((await logged("api_key.revoked")).filter(({ target_id }) => target_id === id)).toHaveLength(1);
    await other.kill();
  });

  test("is nowhere in the database, nor in the log", async () => {
    const key = await make();
    await status(key);
    const text = JSON.stringify(await dump(rig.databaseUrl)) + rig.logs();
    expect(text).toContain(key.slice(0, 11));
    for (const part of [key, key.slice(3), key.slice(0, 30)]) expect(text).not.toContain(part);
  });

  test("shows when it was last used", async () => {
    const key = await make();
    expect((await list()).find(({ prefix }) => key.startsWith(prefix)).lastUsedAt).toBeNull();
    await status(key);
    await until(
      "its use is noted",
      async () => (await list()).find(({ prefix }) => key.startsWith(prefix)).lastUsedAt !== null,
    );
  });
});

describe("a token that is read", () => {
  const reads = async (id: string): Promise<Json[]> => {
    const rows = await rig.query(
      `SELECT * FROM audit_entries WHERE action = 'token.read' AND target_id = '${id}' ORDER BY sequence`,
    );
    return rows.map((each) => ({ ...each, data: JSON.parse(each.data) }));
  };
  const times = async (id: string) =>
    (await reads(id)).reduce((sum, { data }) => sum + Number(data.count), 0);

  test("is in the audit log with key, connection and address, each time, and counted for its vendor", async () => {
    const id = await link(rig, who, flows.wistia);
    const [one, two] = [await make(), await make()];
    const tally = async () =>
      (await rig.query("SELECT amount FROM tallies WHERE name = 'read' AND provider = 'wistia'")).reduce(
        (sum, { amount }) => sum + Number(amount),
        0,
      );
    const before = await tally();
    await Promise.all(Array.from({ length: 20 }, () => status(one, `connections/${id}/token`)));
    await status(two, `connections/${id}/token`);
    await until("all reads are recorded", async () => (await times(id)) === 21);
    const found = await reads(id);
    expect(new Set(found.map(({ actor_id }) => actor_id))).toEqual(
      new Set([await idOf(one), await idOf(two)]),
    );
    for (const each of found)
      expect(each).toMatchObject({
        actor_kind: "key",
        actor_name: "nightly job",
        address: expect.stringMatching(/127\.0\.0\.1|::1/),
        request_id: expect.any(String),
        target_kind: "connection",
        target_name: "Acme Studios",
        data: { provider: "wistia" },
      });
    expect((await tally()) - before).toBe(21);
    expect((await row(rig, id)).last_read_by).toBe(found.at(-1)?.actor_id);
  });

  test("is not recorded where it was refused", async () => {
    const id = await link(rig, who, flows.wistia);
    const key = await make("--scopes", "connections:read");
    const good = await make();
    expect(await status(key, `connections/${id}/token`)).toBe(403);
    await status(good, `connections/${id}/token`);
    await until("the good one is recorded", async () => (await times(id)) === 1);
  });

  test("is recorded when the server is told to stop", async () => {
    const id = await link(rig, who, flows.wistia);
    const key = await make();
    await status(key, `connections/${id}/token`);
    await rig.kill("SIGTERM");
    expect(await times(id)).toBe(1);
    await rig.restart();
  });
});
