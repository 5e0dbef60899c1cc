import type { Page } from "@playwright/test";
import { startRig } from "../rig/rig.ts";
import { expect, test } from "./fixtures.ts";
import { linkGist, linkWistia, press } from "./people.ts";

/** The life of a token: a sentence, the picture, and the same as a table. */

test.use({
  // The parts in all their states are shown outside production only, and there evaluation is let in.
  tolerated: [/lacks a header: no unsafe|\.js failed: csp$/],
  rig: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures are needed.
    async ({}, use) => {
      const rig = await startRig({ env: { NODE_ENV: "test" } });
      await use(rig);
      await rig.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

const life = (page: Page) => page.getByRole("region", { name: "The life of its token" });
const picture = (page: Page) =>
  life(page).getByRole("img", { name: "The life of its token, drawn along time" });
const table = (page: Page) => life(page).getByRole("table");

test("what happens to a link is said, drawn and listed", async ({ page, vendors, me: _me }) => {
  await linkWistia(page);
  await expect(life(page)).toContainText("Linked less than a minute ago. Next renewal in ");
  await expect(picture(page)).toContainText(/now.*linked.*renews by itself/);

  await press(page, "Refresh now");
  await expect(life(page)).toContainText(
    "Renewed once since it was linked less than a minute ago; nothing failed.",
  );

  await vendors.fault({ vendor: "wistia", kind: "status", status: 503, times: 5 });
  await press(page, "Refresh now");
  await expect(life(page)).toContainText("failed less than a minute ago and not mended yet. Next try");
  await expect(picture(page)).toContainText("is tried again");

  await vendors.recover();
  await press(page, "Refresh now");
  await expect(life(page)).toContainText(
    "Renewed twice since it was linked less than a minute ago; failed once",
  );
  await life(page).getByText("The same as a table").click();
  const rows = table(page).getByRole("row");
  await expect(rows.filter({ hasText: "2 renewals" })).toHaveCount(1);
  await expect(rows.filter({ hasText: "Failed, 1 try, mended after" })).toHaveCount(1);
  await expect(rows.filter({ hasText: "Next renewal" })).toHaveCount(1);
});

test("a link that never ends is tested next, and one that was ended says so", async ({ page, me: _me }) => {
  await linkGist(page);
  await expect(life(page)).toContainText("Next test in ");
  await press(page, "Test now");
  await expect(life(page)).toContainText("Tested once since it was linked");
  await press(page, "Disconnect", "Disconnect");
  await expect(life(page)).toContainText("Disconnected less than a minute ago.");
  await expect(picture(page)).not.toContainText("is tested by itself");
});

test("the table is a key press away, and nothing in the picture stands in the way", async ({
  page,
  me: _me,
}) => {
  await linkWistia(page);
  await expect(picture(page)).toHaveAccessibleDescription(/^Linked less than a minute ago\./);
  await expect(picture(page).locator("a, button, [tabindex], [role]:not(img)")).toHaveCount(0);
  await life(page).getByText("The same as a table").focus();
  await expect(table(page)).toBeHidden();
  await page.keyboard.press("Enter");
  await expect(table(page).getByRole("row").filter({ hasText: "Linked" })).toBeVisible();
});

test.describe("far from Greenwich", () => {
  test.use({ timezoneId: "Asia/Kathmandu", locale: "ar-EG" });

  test("the server says that its times are in UTC, and the browser puts them right", async ({
    page,
    me: _me,
  }) => {
    const path = await linkWistia(page);
    const served = (await (await page.goto(path))?.text()) ?? "";
    expect(served).toContain("Times in UTC");
    await expect(life(page)).toContainText("Times where you are");
    const utc = axis(served);
    const here = axis(await life(page).innerHTML());
    expect(utc.length).toBeGreaterThan(1);
    expect(here.length).toBeGreaterThan(1);
    // Where along the picture a point stands is what the server said; only what it is called is another.
    const aheadMinutes = 5 * 60 + 45;
    const called = ({ place }: Tick) => Math.round(minuteAt(utc, place) + aheadMinutes) % DAY;
    expect(here.map(({ minute }) => minute)).toEqual(here.map(called));
  });

  type Tick = { place: number; minute: number };
  const DAY = 1_440;

  /** The points in time under a picture: where they stand, in percent, and which minute of the day they say. */
  const axis = (html: string): Tick[] =>
    [...html.matchAll(/<text x="([\d.]+)%"[^>]*>(?:(\d\d):(\d\d)|\d+ \w{3}|\w{3} \d+)</g)].map(
      // A date stands for its midnight.
      ([, place, hours = 0, minutes = 0]) => ({
        place: Number(place),
        minute: 60 * Number(hours) + Number(minutes),
      }),
    );

  /** Which minute of the day stands at a place, by what an axis says of others. */
  function minuteAt(said: Tick[], place: number): number {
    const [first, last] = [said.at(0), said.at(-1)];
    if (first === undefined || last === undefined) throw new Error("There is nothing on the axis.");
    const between = (last.minute - first.minute + DAY) % DAY;
    const each = between / (last.place - first.place);
    return (first.minute + (place - first.place) * each + DAY) % DAY;
  }
});

test.describe("before JavaScript arrives", () => {
  test.use({ javaScriptEnabled: false });

  test("the picture is there, in UTC, and the table opens", async ({ page, me: _me }) => {
    await linkWistia(page);
    await expect(life(page)).toContainText("Linked less than a minute ago. Next renewal in ");
    await expect(picture(page)).toBeVisible();
    await expect(life(page)).toContainText("Times in UTC");
    await life(page).getByText("The same as a table").click();
    await expect(table(page)).toContainText("Linked");
  });
});

test("no word in any picture runs into another or out of the window, from phone to wide", async ({
  page,
}) => {
  await page.goto("/dev/components/lives");
  await page.evaluate(() => document.fonts.ready);
  for (const width of [320, 390, 600, 768, 1024, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await collisions(page), `${width} px`).toEqual([]);
  }
});

/** Words of one picture that touch each other, or that stand outside the window. */
const collisions = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("figure svg")].flatMap((svg) => {
      const texts = [...svg.querySelectorAll("text")]
        // A label of two lines is as wide as its wider one; each line has a box of its own.
        .flatMap((text) => (text.children.length > 0 ? [...text.children] : [text]))
        .map((line) => ({ words: line.textContent ?? "", box: line.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0);
      return texts.flatMap(({ words, box }, index) => {
        const outside = box.left < 0 || box.right > window.innerWidth ? [`${words} stands outside`] : [];
        const touched = texts
          .slice(index + 1)
          .filter(
            (other) =>
              box.left < other.box.right &&
              other.box.left < box.right &&
              box.top + 3 < other.box.bottom &&
              other.box.top + 3 < box.bottom,
          )
          .map((other) => `${words} touches ${other.words}`);
        return [...outside, ...touched];
      });
    }),
  );
