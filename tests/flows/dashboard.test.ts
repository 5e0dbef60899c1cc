import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  api,
  apiKey,
  clearDesk,
  clearFaults,
  fault,
  flows,
  link,
  minutes,
  post,
  row,
  sharedRig,
  somebody,
  until,
} from "./fixtures.ts";

/** What a person sees and does on the page of a connection, beyond linking and ending it. */

const rig = sharedRig();
let key: string;
let who: Awaited<ReturnType<typeof somebody>>;
let id: string;

beforeAll(async () => {
  [key, who] = await Promise.all([apiKey(rig), somebody(rig)]);
});
beforeEach(async () => {
  await clearDesk(rig);
  id = await link(rig, who, flows.wistia);
});

describe("a name of one's own", () => {
  test("is shown instead of the vendor's, which stays beside it", async () => {
    await who.submit("Save", { "Your name for this account": "Client videos" });
    expect(who.text()).toContain("From now on this is called");
    expect(who.text()).toContain("Wistia · Acme Studios");
    await who.get("/connections");
    expect(who.text()).toContain("Client videos");
    expect((await api(rig, key, `connections/${id}`)).body).toMatchObject({
      label: "Client videos",
      account: { name: "Acme Studios" },
    });
  });

  test("goes when it is emptied, and changes nothing about the credentials", async () => {
    await who.submit("Save", { "Your name for this account": "Client videos" });
    await who.submit("Save", { "Your name for this account": "   " });
    expect(who.text()).toContain("Your own name for it is gone");
    expect(await row(rig, id)).toMatchObject({ label: null, generation: 1 });
  });

  test.each(["x".repeat(81), "\u202e".repeat(3) + "y".repeat(90)])(
    "that is too long is refused and nothing changes",
    async (label) => {
      await post(who, `/connections/${id}/rename`, { label }, new URL(rig.url));
      expect((await row(rig, id)).label).toBeNull();
    },
  );

  test("is nobody else's to give", async () => {
    const stranger = await somebody(rig, "A stranger");
    const answer = await post(stranger, `/connections/${id}/rename`, { label: "mine" }, new URL(rig.url));
    expect(answer.status).toBe(404);
    expect((await row(rig, id)).label).toBeNull();
  });
});

test("when a token was last given out, and to which program, is on the page", async () => {
  await who.get(`/connections/${id}`);
  expect(who.text()).toMatch(/Token last given out\s+Never/);
  await api(rig, key, `connections/${id}/token`);
  await until("it is written down", async () => (await row(rig, id)).last_read_at !== null);
  await who.get(`/connections/${id}`);
  expect(who.text()).toMatch(/Token last given out\s+just now\s+to a program/);
});

describe("real data through the stored token", () => {
  test("is on the page: how many, and the newest by name", async () => {
    await who.get(`/connections/${id}?sample=shown`);
    expect(who.text()).toMatch(/It works: \d+ videos, the newest from/);
    expect(who.text()).toContain("Nothing of it is stored.");
  });

  test("is left out without alarm when the vendor does not answer", async () => {
    await rig.clock.advance(minutes(6)); // What was seen a moment ago is shown again.
    await fault(rig, { vendor: "wistia", kind: "status", status: 503, path: "/v1/account.json" });
    await who.get(`/connections/${id}?sample=shown`);
    expect(who.text()).toContain("Wistia did not answer just now. The link itself is fine.");
    expect(who.saying("status").join(" ")).toContain("Works");
    await clearFaults(rig);
  });
});
