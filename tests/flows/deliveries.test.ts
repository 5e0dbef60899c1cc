import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startReceiver } from "../../scripts/lib/receiver.mjs";
import { type Person, person } from "../rig/person.ts";
import { admin } from "../rig/rig.ts";
import { clearDesk, flows, hours, link, minutes, post, sharedRig, somebody, until } from "./fixtures.ts";

/** An administrator adds an endpoint, and the host application hears what people do. */

const rig = sharedRig();
const receivers: Awaited<ReturnType<typeof startReceiver>>[] = [];
let ada: Person;

beforeAll(async () => {
  ada = person(rig);
  await ada.signIn(admin.email, admin.password);
});
beforeEach(async () => {
  await clearDesk(rig);
  await rig.query("DELETE FROM webhook_endpoints");
});
afterAll(() => Promise.all(receivers.map((receiver) => receiver.close())));

async function receiving() {
  const receiver = await startReceiver();
  receivers.push(receiver);
  return receiver;
}

async function added(receiver: { url: string; knows: (secret: string) => void }) {
  await ada.get("/admin/webhooks");
  await ada.submit("Add endpoint", { Address: receiver.url, Name: "Billing" });
  const secret = /whsec_[A-Za-z0-9+/=]+/.exec(ada.text())?.[0] ?? "";
  receiver.knows(secret);
  return { secret, path: ada.path() };
}

test("what a person links is told, signed with the secret that was shown once", async () => {
  const receiver = await receiving();
  const { secret, path } = await added(receiver);
  expect(secret).toMatch(/^whsec_/);
  expect(
    ada
      .trail()
      .map(({ url }) => url.href)
      .join(),
  ).not.toContain(secret);
  await ada.click("I have kept it");
  expect(ada.path()).toBe(path);
  expect(ada.html()).not.toContain(secret);

  const id = await link(rig, await somebody(rig), flows.wistia);
  await until("the link is told", async () => receiver.taken.length > 0);
  expect(receiver.taken).toMatchObject([
    {
      verified: true,
      type: "connection.linked",
      payload: { data: { connection: { id, provider: "wistia", account: { name: "Acme Studios" } } } },
    },
  ]);
  expect(JSON.stringify(receiver.taken)).not.toContain("accessToken");
  await ada.get(path);
  expect(ada.text()).toContain("connection.linked");
  expect(ada.text()).toContain("Delivered");
});

test("a message that was not taken is sent again when its time comes, also after a kill", async () => {
  const receiver = await receiving();
  await added(receiver);
  receiver.answers(() => 500);
  await link(rig, await somebody(rig), flows.gist);
  await until("it was tried", async () => receiver.taken.length > 0);
  await rig.kill("SIGKILL");
  receiver.answers(() => 204);
  await rig.restart();
  await rig.clock.advance(minutes(6));
  await rig.sweep();
  expect(receiver.taken.at(-1)).toMatchObject({ verified: true, type: "connection.linked" });
  expect(new Set(receiver.taken.map(({ id }) => id)).size).toBe(1);
  const rows = await rig.query("SELECT outcome FROM deliveries");
  expect(rows).toEqual([{ outcome: "delivered" }]);
});

test("an administrator sends a test, sends again, rotates, pauses, changes and deletes", async () => {
  const receiver = await receiving();
  const { path, secret } = await added(receiver);
  await ada.submit("Send a test");
  await until("the test came", async () => receiver.taken.length === 1);
  await until("it is written down", async () => {
    await ada.get(path);
    return ada.text().includes("Delivered");
  });
  await ada.submit(/^Send again/);
  await until("it came again", async () => receiver.taken.length === 2);
  expect(receiver.taken[1]?.id).toBe(receiver.taken[0]?.id);

  await ada.submit("Rotate secret");
  const fresh = /whsec_[A-Za-z0-9+/=]+/.exec(ada.text())?.[0] ?? "";
  expect(fresh).not.toBe(secret);
  receiver.knows(secret, fresh);
  await ada.submit("Send a test");
  await until("the next test came", async () => receiver.taken.length === 3);
  expect(receiver.taken[2]?.bySecrets).toBe(2);
  await rig.clock.advance(hours(25));
  await ada.get(path);

  await ada.submit("Disable");
  expect(ada.text()).toContain("Disabled by an administrator");
  expect(ada.buttons()).not.toContain("Send a test");
  await ada.submit("Enable");
  await ada.submit("Save", { Name: "Warehouse" });
  expect(ada.saying("heading")).toContain("Warehouse");
  await ada.click("Delete…");
  await ada.submit("Delete");
  expect(ada.path()).toBe("/admin/webhooks");
  expect(ada.text()).toContain("Nobody is told yet");
  const actions = await rig.query(
    "SELECT action, actor_kind FROM audit_entries WHERE action LIKE 'webhook.%'",
  );
  expect(new Set(actions.map(({ action }) => action))).toEqual(
    new Set(
      ["created", "tested", "replayed", "rotated", "disabled", "enabled", "changed", "deleted"].map(
        (what) => `webhook.${what}`,
      ),
    ),
  );
  expect(new Set(actions.map(({ actor_kind }) => actor_kind))).toEqual(new Set(["person"]));
});

describe("an address inside the network", () => {
  test.each([
    "http://10.0.0.1/hook",
    "https://169.254.169.254/latest",
    "http://[::ffff:10.0.0.1]/",
    "ftp://example.com/",
  ])("%s is refused at its field, and what was typed stays", async (address) => {
    await ada.get("/admin/webhooks");
    await ada.submit("Add endpoint", { Address: address, Name: "Inside" });
    expect(ada.text()).toContain("https addresses on the public internet");
    expect(ada.page().querySelector("input[name=url]")?.getAttribute("value")).toBe(address);
    expect(await rig.query("SELECT id FROM webhook_endpoints")).toEqual([]);
  });
});

test("nobody but an administrator sees an endpoint or changes one", async () => {
  const receiver = await receiving();
  const { path } = await added(receiver);
  const sam = await somebody(rig);
  expect((await sam.get(path)).status).toBe(404);
  for (const verb of ["test", "disable", "deletion", "secret", "change", "replay"])
    await post(sam, `${path}/${verb}`, { url: "https://evil.example/", hours: "1" }, new URL(rig.url));
  const [row] = await rig.query("SELECT url, disabled_at FROM webhook_endpoints");
  expect(row).toMatchObject({ url: receiver.url, disabled_at: null });
  expect(receiver.taken).toEqual([]);
});
