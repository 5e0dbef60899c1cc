import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { tabTo } from "./keyboard.ts";
import { button, linkApiVideo, linkGist, linkWistia, press, state } from "./people.ts";

/** Where the system chooses the colours (`forced-colors: active`): shapes and words carry what colours did. */

test.use({ contextOptions: { forcedColors: "active" } });

test("every line of the life of a token is drawn in a colour of the system's", async ({
  page,
  vendors,
  me: _me,
}) => {
  await linkWistia(page);
  await vendors.act("wistia/revoke");
  await press(page, "Test now");
  await expect(state(page)).toContainText("Needs you");
  const picture = page.getByRole("img", { name: "The life of its token, drawn along time" });
  await expect(picture).toBeVisible();
  const strange = await picture.evaluate((drawing, systems) => {
    const probe = document.createElement("i");
    document.body.append(probe);
    const known = new Set(["none"]);
    for (const system of systems) {
      probe.style.cssText = `forced-color-adjust: none; color: ${system}`;
      known.add(getComputedStyle(probe).color);
    }
    probe.remove();
    return [...drawing.querySelectorAll("line, path, circle, rect, text")].flatMap((shape) => {
      const { stroke, fill } = getComputedStyle(shape);
      return [stroke, fill].some((ink) => !known.has(ink)) ? [`${shape.outerHTML}: ${stroke}, ${fill}`] : [];
    });
  }, systemColours);
  expect(strange).toEqual([]);
});

const systemColours = ["Canvas", "CanvasText", "LinkText"];

test("each state is told by its word and its shape, which is seen on its ground", async ({
  page,
  vendors,
  me: _me,
}) => {
  await linkGist(page);
  const path = await linkApiVideo(page);
  await press(page, "Disconnect", "Disconnect");
  await page.goto("/connections");
  await linkWistia(page);
  await vendors.act("wistia/revoke");
  await press(page, "Test now");
  await page.goto("/connections");
  const shapes = new Set<string>();
  for (const words of ["Works", "Needs you", "Disconnected"]) {
    const row = page.getByRole("listitem").filter({ hasText: words }).first();
    const glyph = row.locator("svg[viewBox='0 0 16 16']").first();
    const [ink, ground] = await glyph.evaluate((svg) => [
      getComputedStyle(svg).color,
      getComputedStyle(document.documentElement).backgroundColor,
    ]);
    expect(ink, words).not.toBe(ground);
    shapes.add(await glyph.innerHTML());
  }
  expect(shapes.size).toBe(3);
  await page.goto(path);
  await expect(state(page)).toContainText("Disconnected");
});

test("the button that mends it stands out, and the focus is seen", async ({ page, vendors, me: _me }) => {
  await linkWistia(page);
  await vendors.act("wistia/revoke");
  await press(page, "Test now");
  await expect(state(page)).toContainText("Needs you");
  expect(await groundOf(page, "Reconnect")).not.toBe(await groundOf(page, "Disconnect"));
  await page.reload();
  // Every stop on the way is asked whether it shows.
  await tabTo(page, button(page, "Disconnect"));
});

const groundOf = (page: Page, name: string) =>
  button(page, name).evaluate((element) => getComputedStyle(element).backgroundColor);

test("what stands on a ground of its own can be read", async ({ page, me: _me }) => {
  const path = await linkApiVideo(page);
  await page.goto(`${path}/disconnect`);
  const covered = await page.evaluate(() => {
    const canvas = getComputedStyle(document.documentElement).backgroundColor;
    return [...document.querySelectorAll("a, button")].flatMap((each) => {
      const { color, backgroundColor: ground, forcedColorAdjust } = getComputedStyle(each);
      if (ground === canvas || /^rgba\(.*, 0\)$/.test(ground)) return [];
      // Behind words that it chose no colour for, the browser lays the canvas, which hides those in its colour.
      return forcedColorAdjust === "none" && color !== ground
        ? []
        : [`${each.textContent}: ${color} on ${ground}`];
    });
  });
  expect(covered).toEqual([]);
});

test("what is chosen has an edge", async ({ page, me: _me }) => {
  await page.goto("/account");
  const edges = await page
    .locator("main [aria-pressed]")
    .evaluateAll((buttons) =>
      buttons.map((each) => [each.getAttribute("aria-pressed"), getComputedStyle(each).outlineStyle]),
    );
  expect(edges).toEqual([
    ["true", "solid"],
    ["false", "none"],
    ["false", "none"],
  ]);
  await page.goto("/connections");
  await page.keyboard.press("Control+k");
  const chosen = page.getByRole("option", { selected: true });
  await expect(chosen).toBeVisible();
  await expect(chosen).toHaveCSS("outline-style", "solid");
});
