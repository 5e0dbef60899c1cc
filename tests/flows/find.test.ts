import { beforeAll, describe, expect, test } from "vitest";
import { linkMany } from "../rig/link-many.ts";
import { sharedRig, somebody } from "./fixtures.ts";

/** What somebody with more accounts than fit on a page sees of them, without JavaScript. */

const COUNT = 60;

const rig = sharedRig();
let who: Awaited<ReturnType<typeof somebody>>;

beforeAll(async () => {
  who = await somebody(rig, "Somebody with a lot");
  await linkMany(rig, who.email, COUNT);
});

/** The accounts that the page lists, by id. */
const listed = () =>
  who
    .page()
    .querySelectorAll("a[href^='/connections/']")
    .flatMap((link) => /^\/connections\/([0-9a-f-]{36})$/.exec(link.getAttribute("href") ?? "")?.[1] ?? []);

describe("somebody with 60 accounts", () => {
  test("sees twenty-five of them, and turning the pages shows each of the others once", async () => {
    await who.get("/connections");
    expect(who.text()).toContain(`1 to 25 of ${COUNT}`);
    const seen = listed();
    expect(seen).toHaveLength(25);
    for (const range of ["26 to 50", "51 to 60"]) {
      await who.click("Next");
      expect(who.text()).toContain(`${range} of ${COUNT}`);
      seen.push(...listed());
    }
    expect(new Set(seen).size).toBe(COUNT);
    expect(who.links()).not.toContain("Next");
    await who.click("Previous");
    expect(who.text()).toContain("26 to 50");
  });

  test("is told of all of them, and not of a page of them", async () => {
    await who.get("/connections?page=3");
    expect(who.text()).toContain("3 of 58 accounts need you.");
    expect(who.text()).toContain("3 accounts need you; everything else goes on by itself.");
  });

  test("finds what stands on no page near, and stays with it while turning pages", async () => {
    await who.get("/connections?page=2");
    await who.submit("Show", { "Find an account": "team" });
    expect(listed()).toHaveLength(5);
    await who.submit("Show", { "Find an account": "", State: "needs_you" });
    expect(listed()).toHaveLength(3);
    await who.submit("Show", { State: "works", Order: "newest" });
    const [first] = listed();
    await who.click("Next");
    expect(who.url().search).toBe("?state=works&sort=newest&page=2");
    expect(listed()).not.toContain(first);
    await who.click("Previous");
    expect(listed()[0]).toBe(first);
  });

  test("is offered every vendor and state that there is to choose", async () => {
    await who.get("/connections");
    const options = (name: string) =>
      who
        .page()
        .querySelectorAll(`select[name=${name}] option`)
        .map((option) => option.text);
    expect(options("state")).toEqual([
      "All states",
      "Disconnected",
      "Needs you",
      "Vendor is having trouble",
      "Works",
      "Works, not checked since",
    ]);
    expect(options("vendor")).toHaveLength(6);
  });

  test("shows none of them to anybody else", async () => {
    const stranger = await somebody(rig, "A stranger");
    await stranger.get("/connections?page=2");
    expect(stranger.text()).toContain("Nothing linked yet");
  });
});
