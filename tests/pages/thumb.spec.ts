import type { Page } from "@playwright/test";
import { expectNoSidewaysScrolling } from "./accessible.ts";
import { expect, test, type Vendors } from "./fixtures.ts";
import { linkApiVideo, linkWistia, press } from "./people.ts";

/** On a phone everything that is pressed is at least 44 px high, so that a thumb meets it and nothing else. */

test.use({ viewport: { width: 390, height: 844 } });

const openPages = async (page: Page, vendors: Vendors) => {
  const works = await linkApiVideo(page);
  const needsYou = await linkWistia(page);
  await vendors.act("wistia/revoke");
  await press(page, "Test now");
  return [
    "/connections",
    works,
    `${works}?done=linked`,
    needsYou,
    `${works}/disconnect`,
    "/week",
    "/connect/api-video",
    "/connect/gist",
    "/account",
    "/account/delete",
  ];
};

test("what is pressed on a phone is as high as a thumb is wide", async ({ page, vendors, me: _me }) => {
  for (const path of await openPages(page, vendors)) {
    await page.goto(path);
    expect(await tooLow(page), path).toEqual([]);
  }
});

test("letters twice as large push nothing over the edge of a phone", async ({ page, vendors, me: _me }) => {
  for (const path of await openPages(page, vendors)) {
    await page.goto(path);
    await expectRoomForLargeText(page, path);
  }
});

test("before one is signed in, too", async ({ page }) => {
  for (const path of ["/sign-in", "/sign-up"]) {
    await page.goto(path);
    expect(await tooLow(page), path).toEqual([]);
    await expectRoomForLargeText(page, path);
  }
});

/** WCAG 2.2 §1.4.4, as a phone does it that is set to large text. */
async function expectRoomForLargeText(page: Page, path: string) {
  await page.evaluate(() => {
    document.documentElement.style.fontSize = "200%";
  });
  await expectNoSidewaysScrolling(page, `${path} with letters twice as large`);
}

/** What stands inside a sentence is left out, as WCAG 2.2 §2.5.8 does; a tick counts with its label. */
const tooLow = (page: Page) =>
  page.evaluate(() => {
    const around = (element: Element): Element =>
      element.matches("input[type=checkbox], input[type=radio]")
        ? ((element as HTMLInputElement).labels?.[0] ?? element)
        : element;
    /** A link may reach over the whole row around it. */
    const height = (element: Element) => {
      const reach = getComputedStyle(element, "::after");
      return reach.position === "absolute"
        ? Number.parseFloat(reach.height)
        : element.getBoundingClientRect().height;
    };
    return [...document.querySelectorAll("a, button, summary, select, input:not([type=hidden])")]
      .map(around)
      .filter((each) => each.checkVisibility({ visibilityProperty: true }))
      .filter((each) => getComputedStyle(each).display !== "inline" && !each.matches("a[href='#main']"))
      .filter((each) => height(each) < 44)
      .map((each) => `${height(each)} px: ${each.outerHTML.slice(0, 160)}`);
  });
