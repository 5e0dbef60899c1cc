import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { person } from "../rig/person.ts";
import { admin } from "../rig/rig.ts";
import {
  api,
  apiKey,
  clearDesk,
  fault,
  flows,
  forgetRequests,
  hours,
  keys,
  link,
  linkWithKey,
  minutes,
  post,
  row,
  serverCalls,
  settings,
  sharedRig,
  somebody,
  startLink,
  submitKey,
  tokenRequests,
  until,
} from "./fixtures.ts";

/** The vendors as an administrator sees them: set-up, check, health, incidents, pausing. */

const rig = sharedRig();
let boss: ReturnType<typeof person>;
let who: Awaited<ReturnType<typeof somebody>>;

const signedInAdmin = async (url = rig.url) => {
  const visitor = person({ url });
  await visitor.signIn(admin.email, admin.password);
  return visitor;
};

beforeAll(async () => {
  boss = await signedInAdmin();
});
beforeEach(async () => {
  who = await somebody(rig, "Sam Example");
  await clearDesk(rig);
  // By the button, so that this process knows at once.
  for (const { provider, linking_paused_at, renewing_paused_at } of await rig.query(
    "SELECT * FROM vendor_settings",
  ))
    for (const [what, since] of Object.entries({ linking: linking_paused_at, renewing: renewing_paused_at }))
      if (since !== null) await post(boss, `/admin/vendors/${provider}/pause`, { what, to: "resume" });
  for (const table of ["incidents", "tallies"]) await rig.query(`DELETE FROM ${table}`);
});

/** What the page says, on one line. */
const words = (visitor: ReturnType<typeof person>) =>
  visitor
    .text()
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ([.,;])/g, "$1");

/** What stands beside the button that checks. */
const checked = (visitor: ReturnType<typeof person>) => words(visitor).split("Check credentials")[1];

const audited = (action: string) =>
  rig.query(
    `SELECT action, actor_name, target_id, data FROM audit_entries WHERE action = '${action}' ORDER BY sequence DESC`,
  );

async function pause(what: "linking" | "renewing", vendor = "wistia") {
  await boss.get(`/admin/vendors/${vendor}`);
  await boss.submit(`Pause ${what}`);
  expect(boss.path()).toBe(`/admin/vendors/${vendor}`);
}

async function resume(what: "linking" | "renewing", vendor = "wistia") {
  await boss.get(`/admin/vendors/${vendor}`);
  await boss.submit(`Resume ${what}`);
}

describe("the set-up of a vendor", () => {
  test("says what is there, what to copy, and which variable holds it, and never the secret", async () => {
    await boss.get("/admin/vendors/wistia");
    const text = words(boss);
    expect(text).toContain("WISTIA_CLIENT_ID");
    expect(text).toContain("WISTIA_CLIENT_SECRET");
    expect(text).toContain(`${rig.url}/link/wistia/callback`);
    expect(boss.html()).not.toContain(rig.environment().WISTIA_CLIENT_SECRET);
    await boss.get("/admin/vendors/wix");
    expect(words(boss)).toContain(`${rig.url}/api/webhooks/wix`);
    expect(words(boss)).toContain("WIX_PUBLIC_KEY");
  });

  test("names what is missing", async () => {
    const other = await rig.another({ GIST_CLIENT_SECRET: "", WIX_PUBLIC_KEY: "" });
    const there = await signedInAdmin(other.url);
    await there.get("/admin/vendors");
    expect(words(there)).toContain("Not set up yet");
    expect(words(there)).toContain("WIX_PUBLIC_KEY is missing");
    await there.get("/admin/vendors/gist");
    expect(words(there)).toMatch(/Client Secret\s*Missing/);
    expect(there.buttons()).not.toContain("Check credentials");
    await other.kill();
  });

  test("has nothing to ask for where people bring a key", async () => {
    await boss.get("/admin/vendors/api-video");
    expect(words(boss)).toContain("Nothing to set up");
    expect((await boss.get("/admin/vendors/nobody")).status).toBe(404);
  });
});

describe("a check of the credentials", () => {
  test.each(["wistia", "wix", "wix-advanced"])("at %s shows that they are right", async (vendor) => {
    await boss.get(`/admin/vendors/${vendor}`);
    await boss.submit("Check credentials");
    expect(checked(boss)).toContain("accepts this server’s credentials. Checked just now.");
    expect(await rig.query(`SELECT check_outcome FROM vendor_settings WHERE provider = '${vendor}'`)).toEqual(
      [{ check_outcome: "ok" }],
    );
    expect((await audited("vendor.checked"))[0]).toMatchObject({ target_id: vendor, actor_name: "admin" });
  });

  test.each(["wistia", "wix", "wix-advanced"])("at %s tells a wrong secret", async (vendor) => {
    const name = `${vendor.toUpperCase().replaceAll("-", "_")}_CLIENT_SECRET`;
    const other = await rig.another({ [name]: "not-the-secret-at-all" });
    const there = await signedInAdmin(other.url);
    await there.get(`/admin/vendors/${vendor}`);
    await there.submit("Check credentials");
    // Both call themselves by the first one's address, so the answer led there.
    await there.get(`/admin/vendors/${vendor}`);
    expect(checked(there)).toContain("does not know these credentials");
    expect(there.html()).not.toContain("not-the-secret-at-all");
    // It is no incident: nobody's renewal has failed.
    expect(await rig.query("SELECT id FROM incidents")).toEqual([]);
    await other.kill();
  });

  test("says so where the vendor did not answer, and is not offered where no answer would tell", async () => {
    await fault(rig, { vendor: "wistia", kind: "status", status: 503, times: 3 });
    await boss.get("/admin/vendors/wistia");
    await boss.submit("Check credentials");
    expect(checked(boss)).toContain("did not answer, so this says nothing yet");
    await boss.get("/admin/vendors/gist");
    expect(boss.buttons()).not.toContain("Check credentials");
    expect(words(boss)).toContain("does not say how it answers a wrong secret");
    const posted = await post(boss, "/admin/vendors/gist/check");
    expect(posted.status).toBe(404);
  });
});

describe("paused linking", () => {
  test("is said in words on people's pages, and no attempt begins; resumed, all is as before", async () => {
    await pause("linking");
    expect(words(boss)).toContain(`paused just now by admin`);
    expect((await audited("vendor.paused"))[0]).toMatchObject({
      actor_name: "admin",
      target_id: "wistia",
      data: JSON.stringify({ what: "linking" }),
    });
    await who.get("/connections");
    expect(words(who)).toContain("New links are paused for now");
    expect(who.links()).not.toContain("Connect Wistia");
    await who.get("/connect/wistia");
    expect(words(who)).toContain("An administrator has paused new links to Wistia");
    expect(who.buttons()).not.toContain("Continue to Wistia");
    expect((await startLink(rig, who, flows.wistia)).headers.location).toContain("problem=vendor_paused");
    expect(await rig.query("SELECT id FROM link_attempts")).toEqual([]);
    await resume("linking");
    expect((await audited("vendor.resumed"))[0]).toMatchObject({ target_id: "wistia" });
    await link(rig, who, flows.wistia);
  });

  test("stops keys too, and reaches another process within a second", async () => {
    const other = await rig.another();
    await pause("linking", "api-video");
    await until(
      "the other process knows",
      async () => {
        const there = person(other);
        there.jar.store(new URL(other.url), [`patchbay-session=${who.jar.get("patchbay-session")}; Path=/`]);
        await there.get("/connect/api-video");
        return there.text().includes("Paused for now");
      },
      3_000,
    );
    await boss.get("/connect/api-video");
    await resume("linking", "api-video");
    await who.get("/connect/api-video");
    await pause("linking", "api-video");
    await submitKey(who, keys.acmeSandbox);
    expect(words(who)).toContain("Paused for now");
    expect(await rig.query("SELECT id FROM connections")).toEqual([]);
    await other.kill();
  });

  test("lets somebody finish who had left already", async () => {
    await settings(rig, "wistia", {
      autoAnswer: "allow",
      autoPerson: flows.wistia.person,
      autoAccount: "4101",
    });
    const begun = await startLink(rig, who, flows.wistia);
    await pause("linking");
    await who.get(begun.headers.location ?? "");
    expect(words(who)).toContain("Acme Studios is linked");
  });
});

describe("paused renewing", () => {
  test("makes no call by itself, hands a living token out, and says clearly when it has ended", async () => {
    const id = await link(rig, who, flows.wistia);
    const key = await apiKey(rig);
    await pause("renewing");
    await forgetRequests(rig);
    await rig.clock.advance(hours(6) - minutes(2));
    await rig.sweep();
    const living = await api(rig, key, `connections/${id}/token`);
    expect([living.status, await serverCalls(rig)]).toEqual([200, []]);
    // Programs are told the same as people.
    const paused = {
      state: "vendor_trouble",
      sentence: expect.stringContaining("an administrator has paused renewing there"),
    };
    expect(living.body.health).toEqual(paused);
    expect((await api(rig, key, `connections/${id}`)).body.health).toMatchObject(paused);
    expect((await api(rig, key, "connections")).body.data[0].health).toMatchObject(paused);
    await rig.clock.advance(minutes(3));
    await rig.sweep();
    const ended = await api(rig, key, `connections/${id}/token`);
    expect(ended.status).toBe(503);
    expect(JSON.stringify(ended.body)).toContain("vendor_paused");
    expect(ended.headers.get("retry-after")).toBe("60");
    expect(await serverCalls(rig)).toEqual([]);
    // Nothing is held against the link.
    expect(await row(rig, id)).toMatchObject({ status: "active", failures: 0, failure_code: null });

    await boss.get("/admin/connections?state=vendor_trouble");
    expect(words(boss)).toContain("Paused for now");
    await who.get("/connections");
    expect(words(who)).toContain("Renewing at Wistia is paused for now");
    await who.get(`/connections/${id}`);
    expect(who.saying("status").join()).toContain("Paused for now");
    await who.submit("Refresh now");
    expect(words(who)).toContain("By an administrator of this server. Nothing is lost");
    expect(await serverCalls(rig)).toEqual([]);

    await resume("renewing");
    expect((await rig.sweep()).attended).toBe(1);
    expect(await tokenRequests(rig, flows.wistia)).toHaveLength(1);
    expect((await api(rig, key, `connections/${id}/token`)).status).toBe(200);
  });

  test("still says of what nothing renews that it ends", async () => {
    const id = await linkWithKey(who, keys.acmeSandbox, { keep: false });
    await rig.query(
      `UPDATE connections SET renewable = ${rig.engine === "postgres" ? "false" : "0"} WHERE id = '${id}'`,
    );
    await pause("renewing", "api-video");
    await rig.clock.advance(hours(2));
    await rig.sweep();
    expect((await row(rig, id)).status).toBe("needs_reauth");
  });

  test("is for one vendor; the others go on", async () => {
    await link(rig, who, flows.wistia);
    await link(rig, who, flows.wix);
    await pause("renewing");
    await rig.clock.advance(hours(5));
    await rig.sweep();
    await rig.clock.advance(hours(2));
    await forgetRequests(rig);
    await rig.sweep();
    expect(await tokenRequests(rig, flows.wistia)).toHaveLength(0);
    expect((await rig.query("SELECT id FROM events WHERE kind = 'renewed'")).length).toBeGreaterThan(0);
  });
});

describe("health", () => {
  test("counts renewals by the hour, shows the incident on the same line, and names who waited", async () => {
    const id = await link(rig, who, flows.wistia);
    await who.submit("Refresh now");
    await fault(rig, { vendor: "wistia", kind: "status", status: 503, times: 5 });
    for (let turn = 0; turn < 5; turn++) {
      await who.get(`/connections/${id}`);
      await who.submit("Refresh now");
    }
    await boss.get("/admin/vendors/wistia");
    const text = words(boss);
    expect(text).toContain("1 renewal went well, 5 failed; one incident.");
    expect(text).toContain("Wistia is having trouble");
    await boss.click(/^Who waits/);
    await rig.clock.advance(minutes(30));
    await rig.sweep();
    await boss.get("/admin/vendors/wistia");
    await boss.click(/^Who waited/);
    expect(boss.links()).toContain("Acme Studios");
    expect(boss.links()).toContain("All connections of Wistia");
    const table = boss.page().querySelector("table");
    expect(table?.querySelectorAll("tbody tr")).toHaveLength(24);
    expect((await boss.get("/admin/vendors/wistia?incident=nothing")).status).toBe(404);
    await boss.get("/admin/vendors/wistia?span=month");
    expect(boss.page().querySelectorAll("tbody tr")).toHaveLength(30);
  });
});
