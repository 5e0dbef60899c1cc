import { beforeAll, describe, expect, test } from "vitest";
import { type Person, person } from "../rig/person.ts";
import { runProgram } from "../rig/program.ts";
import { admin } from "../rig/rig.ts";
import {
  fault,
  flows,
  forgetRequests,
  link,
  post,
  received,
  sharedRig,
  somebody,
  until,
} from "./fixtures.ts";

/** Everyone's connections as an administrator works with them: found, looked at, taken away, done something to. */

const rig = sharedRig();
const room = "/admin/connections";
let chief: Person;

beforeAll(async () => {
  chief = person(rig);
  await chief.signIn(admin.email, admin.password);
});

const seed = async (...args: string[]) => {
  const { code, stderr } = await runProgram(["scripts/seed.ts", ...args], rig.environment());
  expect(stderr).not.toMatch(/error/i);
  return { code, stderr };
};

const audited = async (action: string) =>
  rig.query(`SELECT * FROM audit_entries WHERE action = '${action}' ORDER BY sequence`);

describe("a few people's connections", () => {
  let who: Awaited<ReturnType<typeof somebody>>;
  let id: string;

  beforeAll(async () => {
    who = await somebody(rig, "Olu Owner");
    id = await link(rig, who, flows.wistia);
    await link(rig, await somebody(rig, "Zoë Other"), flows.gist);
  });

  test("are found by their owner's email, their vendor and their state, at an address to hand on", async () => {
    await chief.get(room);
    await chief.submit("Show", { "Find by name, email or id": who.email.toUpperCase() });
    expect(chief.text()).toContain("Olu Owner");
    expect(chief.text()).not.toContain("Zoë Other");
    expect(chief.text()).toContain("1 fit");
    await chief.get(`${room}?vendor=gist&state=works`);
    expect(chief.text()).toContain("Zoë Other");
    expect(chief.text()).not.toContain("Olu Owner");
    await chief.get(`${room}?q=nobody-at-all`);
    expect(chief.text()).toContain("No connection fits that");
  });

  test("have the columns that were chosen last", async () => {
    await chief.get(room);
    const heads = () =>
      chief
        .page()
        .querySelectorAll("th")
        .map(({ textContent }) => textContent);
    expect(heads()).toEqual(["Chosen", "Account", "State", "Owner", "Until when", "Last proof"]);
    await post(chief, `${room}/columns`, { id: "on", filter: "vendor=wistia" });
    await chief.get(room);
    expect(heads()).toEqual(["Chosen", "Account", "State", "Connection id"]);
    await chief.get(`${room}?columns=owner,read`);
    expect(heads()).toEqual(["Chosen", "Account", "State", "Owner", "Token read"]);
  });

  test("are shown to an administrator as they are stored, without anything that opens an account", async () => {
    await chief.get(`${room}/${id}`);
    expect(chief.text()).toContain("Olu Owner");
    expect(chief.text()).toMatch(/generation\s*1/);
    expect(chief.html()).not.toMatch(/v1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{16}\./);
    expect(chief.buttons()).not.toContain("Reconnect");
    expect(chief.text()).not.toContain("From Wistia");
  });

  test("are tested and disconnected by an administrator, whom the activity and the audit log name", async () => {
    await chief.get(`${room}/${id}`);
    await chief.submit("Test now");
    expect(chief.text()).toContain("The vendor answered: it works.");
    await chief.submit("Disconnect");
    expect(chief.text()).toContain("Only its owner can connect it again");
    await chief.submit("Disconnect");
    expect(chief.path()).toBe(`${room}/${id}`);
    expect(chief.saying("status").join()).toContain("Disconnected");
    await who.get(`/connections/${id}`);
    expect(who.text()).toContain("An administrator asked for it.");
    const [entry] = await audited("connection.disconnected");
    expect(entry).toMatchObject({ actor_kind: "person", actor_name: "admin", target_id: id });
  });

  test("are nobody else's to look at or to touch", async () => {
    for (const path of [room, `${room}/${id}`, `${room}/bulk/new?scope=all`])
      expect((await who.get(path)).status).toBe(404);
    const before = JSON.stringify(await rig.query("SELECT * FROM connections ORDER BY id"));
    const answer = await post(who, `${room}/bulk`, { action: "disconnect", scope: "all" }, new URL(rig.url));
    expect(answer.headers.location).toContain("problem=forbidden");
    expect((await post(who, `${room}/export`, {}, new URL(rig.url))).headers.location).toContain("forbidden");
    expect(JSON.stringify(await rig.query("SELECT * FROM connections ORDER BY id"))).toBe(before);
    expect(await rig.query("SELECT * FROM bulk_jobs")).toEqual([]);
  });
});

describe("many connections", () => {
  beforeAll(async () => {
    const refused = await seed("--connections", "10");
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain("Nothing was changed");
    const done = await seed(
      "--connections",
      "300",
      "--people",
      "9",
      "--events",
      "500",
      "--audit",
      "50",
      "--add",
    );
    expect(done.code).toBe(0);
    await rig.query(
      "UPDATE connections SET label = '=HYPERLINK(\"https://evil.example\")' WHERE account_id = 'seed-12'",
    );
  });

  test("turn their pages forwards and back again", async () => {
    await chief.get(`${room}?sort=name`);
    const names = () =>
      chief
        .page()
        .querySelectorAll("td a.font-medium")
        .map(({ textContent }) => textContent);
    const first = names();
    expect(first).toHaveLength(50);
    await chief.click("Next");
    expect(names().filter((name) => first.includes(name))).toEqual([]);
    await chief.click("Previous");
    expect(names()).toEqual(first);
  });

  test("leave as a table with every row, in which no name is a formula", async () => {
    await chief.get(room);
    await chief.submit("Download as CSV");
    const { headers, body } = chief.answer();
    expect(headers["content-disposition"]).toMatch(/^attachment; filename="connections-[\d-]+\.csv"$/);
    const [{ n }] = (await rig.query("SELECT count(*) AS n FROM connections")) as [{ n: number }];
    expect(body.trim().split("\n")).toHaveLength(Number(n) + 1);
    expect(body).toContain(`"'=HYPERLINK(""https://evil.example"")"`);
    expect(body).not.toContain("v1.");
    expect(await audited("connections.exported")).toHaveLength(1);
  });

  test("are all ticked by a link that keeps the page, and none by the next", async () => {
    await chief.get(`${room}?sort=name`);
    await chief.click("Next");
    const boxes = () => chief.page().querySelectorAll("input[name=pick]");
    const ids = () => boxes().map((box) => box.getAttribute("value"));
    const ticked = () => boxes().filter((box) => box.hasAttribute("checked")).length;
    const before = ids();
    expect(ticked()).toBe(0);
    await chief.click(`Tick all ${before.length} here`);
    expect(ids()).toEqual(before);
    expect(ticked()).toBe(before.length);
    await chief.submit("The ticked ones", { "What to do": "Test" });
    expect(chief.text()).toContain(`Test ${before.length} connections?`);
    await chief.click("Leave them as they are");
    await chief.get(`${room}?tick=page`);
    await chief.click("Untick all");
    expect(ticked()).toBe(0);
  });

  test("are tested all at once, with each one's outcome in words", async () => {
    await chief.get(`${room}?vendor=gist&q=seed-`);
    await chief.submit(/^All [\d,]+ that fit$/, { "What to do": "Test" });
    expect(chief.text()).toMatch(/Test \d+ connections\?/);
    await chief.submit("Test");
    const path = chief.path();
    expect(path).toMatch(/bulk\/[0-9a-f-]{36}$/);
    await rig.sweep();
    await until("the job is over", async () => {
      await chief.get(path);
      return chief.saying("status").includes("Finished");
    });
    // What is seeded is known to no vendor.
    expect(chief.text()).toMatch(/0 done, \d+ failed/);
    expect(chief.text()).toContain(
      "Gist no longer accepts this link. Reconnect it to go on; nothing else is lost.",
    );
    expect(await audited("bulk.started")).toHaveLength(1);
    const [{ id: chiefId }] = (await rig.query("SELECT id FROM users WHERE role = 'admin'")) as [
      { id: string },
    ];
    const [event] = await rig.query("SELECT * FROM events WHERE kind = 'refused' ORDER BY at DESC LIMIT 1");
    expect(event?.actor_id).toBe(chiefId);
  });

  test("are disconnected only by somebody who types how many they are now", async () => {
    const question = `${room}/bulk/new?scope=all&q=seed-&vendor=gist&action=disconnect`;
    const jobs = async () => (await rig.query("SELECT id FROM bulk_jobs WHERE action = 'disconnect'")).length;
    await chief.get(question);
    const [, number = ""] = /Disconnect (\d+) connections\?/.exec(chief.text()) ?? [];
    const field = `Type ${number} to disconnect that many`;
    for (const typed of ["", String(Number(number) + 1)]) {
      await chief.submit("Disconnect", { [field]: typed });
      expect(chief.text()).toContain("That is not how many it would be done to now");
      expect(chief.text()).toContain(`Disconnect ${number} connections?`);
    }
    // One is gone between the question and the answer, so the answer was about others.
    await rig.query(
      "DELETE FROM connections WHERE id = (SELECT min(id) FROM connections WHERE provider = 'gist' AND account_id LIKE 'seed-%')",
    );
    await chief.submit("Disconnect", { [field]: number });
    const fewer = String(Number(number) - 1);
    expect(chief.text()).toContain(`Disconnect ${fewer} connections?`);
    expect(await jobs()).toBe(0);
    await chief.submit("Disconnect", { [`Type ${fewer} to disconnect that many`]: fewer });
    const path = chief.path();
    expect(path).toMatch(/bulk\/[0-9a-f-]{36}$/);
    expect(await jobs()).toBe(1);
    await until("the job is over", async () => {
      await rig.sweep();
      await chief.get(path);
      return chief.saying("status").includes("Finished");
    });
    expect(chief.text()).toContain(`${fewer} done`);
  });

  test("that are ticked are asked for again where the number is wrong, and one alone has none", async () => {
    await chief.get(`${room}?vendor=wix&q=seed-`);
    const ids = chief
      .page()
      .querySelectorAll("input[name=pick]")
      .map((box) => box.getAttribute("value"));
    const question = (some: unknown[]) =>
      `${room}/bulk/new?scope=ticked&action=disconnect&${some.map((id) => `pick=${id}`).join("&")}`;
    await chief.get(question(ids.slice(0, 2)));
    await chief.submit("Disconnect", { "Type 2 to disconnect that many": "3" });
    expect(chief.text()).toContain("Disconnect 2 connections?");
    expect(chief.text()).toContain("That is not how many");
    await chief.get(question(ids.slice(0, 1)));
    expect(chief.text()).toContain("Disconnect 1 connection?");
    expect(chief.text()).not.toContain("to disconnect that many");
  });

  test("ask a vendor a few at a time, and are left alone once the rest is cancelled", async () => {
    const vendor = "wistia";
    await forgetRequests(rig);
    await fault(rig, { vendor, kind: "hang", times: 1_000 });
    await chief.get(`${room}/bulk/new?scope=all&q=seed-&vendor=${vendor}&state=works&action=refresh`);
    await chief.submit("Refresh");
    const path = chief.path();
    await until("the vendor is asked", async () => (await received(rig, vendor)).length >= 5);
    expect((await received(rig, vendor)).length).toBe(5);
    await chief.get(path);
    await chief.submit("Cancel the rest");
    expect(chief.text()).toContain("Being cancelled");
    await rig.emulator.control("DELETE", "faults");
    await until(
      "the job is over",
      async () => {
        await rig.sweep();
        await chief.get(path);
        return chief.saying("status").includes("Cancelled");
      },
      60_000,
    );
    const id = path.split("/").at(-1);
    const outcomes = await rig.query(
      `SELECT outcome, count(*) AS n FROM bulk_items WHERE job_id = '${id}' GROUP BY outcome`,
    );
    expect(outcomes.map(({ outcome }) => outcome)).toContain("cancelled");
    expect(await audited("bulk.cancelled")).toHaveLength(1);
  });

  test("go on where they stopped when the process that worked at them is killed", async () => {
    const vendor = "wix";
    await rig.query("UPDATE incidents SET open_key = NULL, closed_at = last_failed_at");
    await forgetRequests(rig);
    await fault(rig, { vendor, kind: "hang", times: 5 });
    await chief.get(`${room}/bulk/new?scope=all&q=seed-&vendor=${vendor}&state=works&action=refresh`);
    await chief.submit("Refresh");
    const path = chief.path();
    await until("the vendor is asked", async () => (await received(rig, vendor)).length >= 5);
    await rig.kill();
    await rig.emulator.control("DELETE", "faults");
    await rig.restart();
    await until(
      "the job is over",
      async () => {
        await rig.sweep();
        await chief.get(path);
        return chief.saying("status").includes("Finished");
      },
      60_000,
    );
    const id = path.split("/").at(-1);
    expect(await rig.query(`SELECT * FROM bulk_items WHERE job_id = '${id}' AND outcome IS NULL`)).toEqual(
      [],
    );
    const [job] = await rig.query(`SELECT * FROM bulk_jobs WHERE id = '${id}'`);
    expect(Number(job?.done) + Number(job?.failed)).toBe(Number(job?.total));
  });
});

test("the overview says what is wrong, and draws its tables before any script arrives", async () => {
  await rig.query("DELETE FROM figures");
  await chief.get("/admin");
  expect(chief.text()).toMatch(/connections? needs? (its person|their people)/);
  expect(chief.text()).toMatch(/Renewals: [\d,]+ in the last 24 hours/);
  expect(chief.page().querySelectorAll("section[aria-label='Renewed, day by day'] tbody tr")).toHaveLength(
    14,
  );
  expect(chief.text()).toContain("What happened last");
});
