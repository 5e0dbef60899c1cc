import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  answerOf,
  clearDesk,
  deliver,
  flows,
  link,
  minutes,
  post,
  row,
  sharedRig,
  somebody,
  startLink,
} from "./fixtures.ts";

/** What was done is taken back from the page that says so, before any script has arrived. */

const rig = sharedRig();
let who: Awaited<ReturnType<typeof somebody>>;
let other: typeof who;

beforeAll(async () => {
  [who, other] = await Promise.all([somebody(rig), somebody(rig, "Olu Other")]);
  await startLink(rig, other, flows.gist);
});
beforeEach(() => clearDesk(rig));

describe("a new name for an account", () => {
  const field = "Your name for this account";

  test("is taken back, and the taking back as well", async () => {
    const id = await link(rig, who, flows.wistia);
    await who.submit("Save", { [field]: "First" });
    await who.submit("Save", { [field]: "Second" });
    await who.submit("Undo");
    expect((await row(rig, id)).label).toBe("First");
    expect(who.saying("heading")).toContain("First");
    await who.submit("Undo");
    expect((await row(rig, id)).label).toBe("Second");
  });

  test("goes back to none where there was none", async () => {
    const id = await link(rig, who, flows.wistia);
    await who.submit("Save", { [field]: "First" });
    await who.submit("Undo");
    expect((await row(rig, id)).label).toBeNull();
    expect(who.text()).toContain("Your own name for it is gone");
  });

  test("stands in no address, and not readable in any cookie", async () => {
    await link(rig, who, flows.wistia);
    await who.submit("Save", { [field]: "Confidential client" });
    await who.submit("Save", { [field]: "Another" });
    const seen = who.trail().map(({ headers }) => `${headers.location} ${headers["set-cookie"]}`);
    expect(seen.join("\n")).toContain("patchbay-undo=");
    expect(decodeURIComponent(seen.join("\n"))).not.toContain("Confidential");
  });

  test("is offered back only where it was given, and to nobody else", async () => {
    const id = await link(rig, who, flows.wistia);
    await who.submit("Save", { [field]: "First" });
    const mark = who.jar.get("patchbay-undo") ?? "";
    const renamed = who.path() + who.url().search;
    const another = await link(rig, who, flows.wistia, flows.wistia.other.id);
    await who.get(`/connections/${another}?done=renamed`);
    expect(who.buttons()).not.toContain("Undo");
    await who.get(renamed);
    expect(who.buttons()).toContain("Undo");
    await who.get(`/connections/${id}`);
    expect(who.buttons()).not.toContain("Undo");

    other.jar.store(new URL(rig.url), [`patchbay-undo=${mark}; Path=/`]);
    const theirs = await link(rig, other, flows.wistia);
    await other.get(`/connections/${theirs}?done=renamed`);
    expect(other.buttons()).not.toContain("Undo");
  });
});

test("one's own new name is taken back", async () => {
  await who.get("/account");
  await who.submit("Save", { Name: "Somebody Else" }, { within: section("you") });
  await who.submit("Undo");
  expect(who.text()).toContain("You are signed in as Sam Example");
});

test("a choice of emails is taken back", async () => {
  await who.get("/account");
  await who.submit("Save", { "Before an account ends": false }, { within: section("mails") });
  const [before] = await mails();
  await who.submit("Undo");
  const [after] = await mails();
  expect([before, after]).toEqual([
    expect.objectContaining({ ending: false }),
    expect.objectContaining({ ending: true, needs: true }),
  ]);
});

describe("a cancelled attempt", () => {
  async function cancelled() {
    const answer = await answerOf(rig, who, flows.gist);
    await who.get("/connections");
    await who.submit("Cancel");
    return answer;
  }
  const problem = ({ headers }: { headers: Record<string, string> }) =>
    new URL(headers.location ?? "about:blank").searchParams.get("problem");

  test("waits again, and the vendor's answer links", async () => {
    const answer = await cancelled();
    expect(problem(await deliver(rig, who, answer))).toBe("link_cancelled");
    await who.get("/connections?done=cancelled");
    await who.submit("Undo");
    expect(who.text()).toContain("It is waiting again.");
    expect(who.text()).toContain("Waiting for Gist");
    expect((await deliver(rig, who, answer)).headers.location).toMatch(/done=linked$/);
  });

  test("is not brought back after its ten minutes", async () => {
    await cancelled();
    await rig.clock.advance(minutes(11));
    await who.submit("Undo");
    expect(who.text()).toContain("That attempt has expired");
  });

  test("that was seen in the wrong hands meanwhile stays burnt", async () => {
    const answer = await cancelled();
    expect(problem(await deliver(rig, other, answer))).toBe("link_other_person");
    await who.submit("Undo");
    expect(who.text()).toContain("Begun by somebody else");
    expect(problem(await deliver(rig, who, answer))).toBe("link_other_person");
  });

  test("is nobody else's to bring back", async () => {
    await cancelled();
    const [{ id } = { id: "" }] = await rig.query(
      "SELECT id FROM link_attempts WHERE outcome = 'link_cancelled'",
    );
    expect((await post(other, `/attempts/${id}/resume`, {}, new URL(rig.url))).status).toBe(404);
    const [{ outcome } = { outcome: "" }] = await rig.query("SELECT outcome FROM link_attempts");
    expect(outcome).toBe("link_cancelled");
  });
});

const section = (id: string) => {
  const found = who.page().querySelector(`section[aria-labelledby=${id}]`);
  if (!found) throw new Error(`There is no section ${id}.`);
  return found;
};

const mails = async () =>
  (await rig.query(`SELECT mails_needs_you, mails_ending FROM users WHERE email = '${who.email}'`)).map(
    ({ mails_needs_you, mails_ending }) => ({
      needs: Boolean(mails_needs_you),
      ending: Boolean(mails_ending),
    }),
  );
