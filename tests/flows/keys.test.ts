import { randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Person, person } from "../rig/person.ts";
import { admin } from "../rig/rig.ts";
import { api, apiKey, keys, linkWithKey, post, row, sharedRig, somebody, until } from "./fixtures.ts";

/** Changing the sealing key of a server that is running: nobody is signed out, nothing is lost, nobody waits. */

const newKey = (id: string) => `${id}:${randomBytes(32).toString("base64")}`;
const keyOf = (sealed: string) => sealed.split(".")[1];

async function peopleOf(rig: ReturnType<typeof sharedRig>) {
  const [key, who, boss] = await Promise.all([apiKey(rig), somebody(rig), person(rig)]);
  await boss.signIn(admin.email, admin.password);
  const id = await linkWithKey(who, keys.acmeProduction);
  const reads = async () => (await api(rig, key, `connections/${id}/token`)).status;
  return { key, who, boss, id, reads };
}

const rotate = (boss: Person, url: string) => post(boss, "/admin/settings/rotation", {}, new URL(url));

async function rotated(boss: Person) {
  return until("everything is sealed anew", async () => {
    await boss.get("/admin/settings");
    return boss.text().includes("Being sealed with") ? null : boss.text();
  });
}

describe("with keys from the environment", () => {
  const first = newKey("first");
  const second = newKey("second");
  const rig = sharedRig({ env: { PATCHBAY_KEYS: first } });
  let people: Awaited<ReturnType<typeof peopleOf>>;
  beforeAll(async () => {
    people = await peopleOf(rig);
  });

  test("there is nothing to change to while only one is given", async () => {
    const { headers } = await rotate(people.boss, rig.url);
    expect(headers.location).toContain("problem=keys_unchanged");
    await people.boss.get(headers.location ?? "");
    expect(people.boss.text()).toContain("Give the server a new first key");
    const { code, stderr } = await rig.cli("keys", "rotate");
    expect([code, stderr]).toEqual([1, expect.stringContaining("Give the server a new first key")]);
    expect((await rig.cli("keys", "status")).stdout).toMatch(
      /^first seals what is written and has sealed \d+ rows\.\n$/,
    );
  });

  test("a new first one takes over by one command while the server answers, and then the old one can go", async () => {
    await rig.restart({ PATCHBAY_KEYS: `${second},${first}` });
    expect(await people.reads()).toBe(200);
    expect((await rig.cli("keys", "status")).stdout).toMatch(/first still seals \d+ rows?: it must stay\./);
    const done = await rig.cli("keys", "rotate");
    expect(done).toMatchObject({ code: 0 });
    expect(done.stdout).toContain("first seals nothing any more: remove it from PATCHBAY_KEYS.");
    const { sealed_access_token, sealed_grant } = await row(rig, people.id);
    expect([keyOf(sealed_access_token), keyOf(sealed_grant)]).toEqual(["second", "second"]);
    expect(await people.reads()).toBe(200);
    await rig.restart({ PATCHBAY_KEYS: second });
    expect(await people.reads()).toBe(200);
    expect((await people.who.get("/connections")).url.pathname).toBe("/connections"); // Who is signed in stays so.
    const told = await rig.query(
      "SELECT action, target_id FROM audit_entries WHERE action LIKE 'keys.%' ORDER BY sequence",
    );
    expect(told).toEqual([
      { action: "keys.rotation_started", target_id: "second" },
      { action: "keys.rotation_finished", target_id: "second" },
      { action: "keys.retired", target_id: "first" },
    ]);
    expect(await rig.cli("audit", "verify")).toMatchObject({ code: 0 });
  });
});

describe.skipIf(process.env.TEST_ENGINE === "postgres")("with keys that the server keeps itself", () => {
  const rig = sharedRig();
  let people: Awaited<ReturnType<typeof peopleOf>>;
  const file = () => join(rig.folder, "patchbay.key");
  const ids = () =>
    readFileSync(file(), "utf8")
      .trim()
      .split(",")
      .map((entry) => entry.split(":")[0]);
  beforeAll(async () => {
    people = await peopleOf(rig);
  });

  test("a button makes a new one, puts it before the others and seals everything with it", async () => {
    const before = ids();
    expect(before).toHaveLength(1);
    const { headers } = await rotate(people.boss, rig.url);
    expect(headers.location).toContain("done=rotating");
    const said = await rotated(people.boss);
    const [fresh, ...old] = ids();
    expect(old).toEqual(before);
    expect(said).toContain(`${old[0]} seals nothing any more: remove it from ${file()}.`);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(keyOf((await row(rig, people.id)).sealed_grant)).toBe(fresh);
    expect(await people.reads()).toBe(200);
  });

  test("another process that changes it takes nothing from the one that runs, which seals with the new one at once", async () => {
    const [before] = ids();
    expect(await rig.cli("keys", "rotate")).toMatchObject({ code: 0 });
    const [fresh] = ids();
    expect(fresh).not.toBe(before);
    expect(keyOf((await row(rig, people.id)).sealed_access_token)).toBe(fresh);
    expect(await people.reads()).toBe(200);
    const other = await linkWithKey(people.who, keys.acmeSandbox);
    expect(keyOf((await row(rig, other)).sealed_grant)).toBe(fresh);
    await rig.restart();
    expect(await people.reads()).toBe(200);
  });
});
