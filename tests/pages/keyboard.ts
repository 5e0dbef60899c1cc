import { expect, type Locator, type Page } from "@playwright/test";

/** Presses Tab until it gets there; at every stop the eye must see where it is. */
export async function tabTo(page: Page, target: Locator) {
  await expect(target).toBeVisible();
  for (let stop = 0; stop < 60; stop++) {
    await page.keyboard.press("Tab");
    await expect.poll(() => focusIn(page)).toMatchObject({ visible: true });
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab never leads to ${target}.`);
}

/** The same, and then what a key does there. */
export async function tabAndPress(page: Page, target: Locator, key: "Enter" | "Space" = "Enter") {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** What has the focus, whether it can be seen that it has, and whether it is on the screen. */
const focusIn = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement ?? document.body;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { top, bottom, width } = element.getBoundingClientRect();
    const marked = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
    const onScreen = width > 1 && bottom > 0 && top < innerHeight;
    return {
      what: element.outerHTML.slice(0, 120),
      visible: element === document.body || (marked && onScreen),
    };
  });
