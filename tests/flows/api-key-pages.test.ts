import { beforeAll, expect, test } from "vitest";
import { dump } from "../rig/database.ts";
import { type Person, person } from "../rig/person.ts";
import { admin } from "../rig/rig.ts";
import { api, sharedRig, somebody } from "./fixtures.ts";

/** Keys made by administrators on their page, without JavaScript. */

const rig = sharedRig();
let who: Person;

beforeAll(async () => {
  who = person(rig);
  await who.signIn(admin.email, admin.password);
});

const shown = () => /pb_[A-Za-z0-9_-]{49}/.exec(who.text())?.[0] ?? null;
const status = async (key: string | null, path: string) => (await api(rig, key, path)).status;

test("a key is made, seen once, and does what was ticked", async () => {
  await who.get("/admin/api-keys");
  expect(who.text()).toContain("No keys yet");
  await who.submit("Make the key", {
    Name: "billing service",
    "Only what is ticked below": true,
    "See connections and how they are connections:read": true,
  });
  const key = shown();
  expect(key).not.toBeNull();
  expect([await status(key, "connections"), await status(key, "events")]).toEqual([200, 403]);

  for (const { url, headers, status } of who.trail()) {
    expect(`${url} ${headers.location ?? ""}`).not.toContain(key);
    if (status === 200) expect(headers["cache-control"]).toContain("no-store");
    expect(JSON.stringify(headers["set-cookie"] ?? "")).not.toContain(key);
  }
  await who.get("/admin/api-keys");
  expect(shown()).toBeNull();
  expect(who.text()).toContain("billing service");
  expect(JSON.stringify(await dump(rig.databaseUrl)) + rig.logs()).not.toContain(key);
});

test("what is shown once is shown to nobody else", async () => {
  await who.get("/admin/api-keys");
  const { headers } = await who.ask(
    "/admin/api-keys/keys",
    {
      method: "POST",
      type: "application/x-www-form-urlencoded",
      body: new URLSearchParams({ name: "for me", life: "never" }).toString(),
    },
    who.url(),
  );
  const cookie = String(headers["set-cookie"]).match(/patchbay-once=[^;]+/)?.[0] ?? "";
  expect(cookie).not.toBe("");
  const thief = person(rig);
  await thief.signIn(admin.email, admin.password);
  thief.jar.store(new URL(rig.url), [`${cookie}; Path=/`]);
  await thief.get("/admin/api-keys");
  expect(thief.text()).not.toMatch(/pb_[A-Za-z0-9_-]{49}/);
});

test("what was typed stays when something is wrong with it", async () => {
  await who.get("/admin/api-keys");
  await who.submit("Make the key", {
    Name: "nightly job",
    "Only what is ticked below": true,
    "Get access tokens tokens:read": true,
    "Whose accounts": "nobody@example.com",
    "What it may call through the proxy": "GET /v1/medias",
  });
  expect(who.text()).toContain("Nothing was changed");
  const field = (name: string) => who.page().querySelector(`[name="${name}"]`);
  expect(field("name")?.getAttribute("value")).toBe("nightly job");
  expect(field("owners")?.getAttribute("value")).toBe("nobody@example.com");
  expect(field("rules")?.getAttribute("value")).toBe("GET /v1/medias");
  expect(field("scope.tokens:read")?.hasAttribute("checked")).toBe(true);
});

test("a key that may call little through the proxy says so", async () => {
  await who.get("/admin/api-keys");
  await who.submit("Make the key", {
    Name: "uploads",
    "What it may call through the proxy": "GET,HEAD /v1/medias; * upload.example.com/",
  });
  expect(shown()).not.toBeNull();
  expect(who.text()).toContain("through the proxy only GET,HEAD /v1/medias, * upload.example.com/");
});

test("a key is rotated and revoked there", async () => {
  await who.get("/admin/api-keys");
  await who.submit("Make the key", { Name: "to be rotated" });
  const old = shown();
  const [{ id } = { id: "" }] = await rig.query("SELECT id FROM api_keys WHERE name = 'to be rotated'");
  const send = (path: string, form: Record<string, string>) =>
    who.ask(
      path,
      {
        method: "POST",
        type: "application/x-www-form-urlencoded",
        body: new URLSearchParams(form).toString(),
      },
      new URL(rig.url),
    );
  await send(`/admin/api-keys/${id}/rotate`, { overlap: "0h" });
  await who.get("/admin/api-keys");
  const fresh = shown();
  expect([await status(old, "connections"), await status(fresh, "connections")]).toEqual([401, 200]);
  const [{ id: successor } = { id: "" }] = await rig.query(
    `SELECT id FROM api_keys WHERE replaces = '${id}'`,
  );
  const { headers } = await send(`/admin/api-keys/${successor}/revoke`, {});
  expect(headers.location).toContain("done=key_revoked");
  expect(await status(fresh, "connections")).toBe(401);
});

test("nobody but administrators finds the page", async () => {
  const other = await somebody(rig);
  expect((await other.get("/admin/api-keys")).status).toBe(404);
});

test("the reference is there for anybody, whole without JavaScript", async () => {
  const visitor = person(rig);
  const { status } = await visitor.get("/docs/api");
  expect(status).toBe(200);
  const { paths } = await (await fetch(`${rig.url}/api/v1/openapi.json`)).json();
  for (const [path, methods] of Object.entries<Record<string, { summary: string }>>(paths)) {
    expect(visitor.text()).toContain(path);
    for (const { summary } of Object.values(methods)) expect(visitor.text()).toContain(summary);
  }
});
