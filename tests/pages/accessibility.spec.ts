import { admin } from "../rig/rig.ts";
import { expectNoSidewaysScrolling, expectNoViolations, expectOutline, looks, wear } from "./accessible.ts";
import { expect, signedIn, signIn, test } from "./fixtures.ts";
import { tabTo } from "./keyboard.ts";
import { button, connectionPath, keys, linkWistia, rememberWaiting, state, waitingSeen } from "./people.ts";
import { states } from "./states.ts";

/** Every page in every state that a person can bring about, in every look; then the ways without a mouse. */

// The browser itself tells of every answer that is no success, the page that was not found among them.
test.use({ tolerated: [/The console says .*Failed to load resource.* 40[34]/] });

for (const { name, path, as, prepare } of states) {
  test(`the page "${name}" is accessible`, async ({ page, context, rig }) => {
    if (as === "user") await signedIn(context, rig);
    if (as === "admin") await signIn(context, rig, admin);
    const shown = (await prepare?.({ page, rig })) ?? path ?? "/";
    if (new URL(page.url()).pathname !== shown) await page.goto(shown);
    for (const look of looks) {
      await wear(page, look);
      const where = `${name}, ${look.width} px, ${look.colorScheme}`;
      await expectNoViolations(page, where);
      await expectNoSidewaysScrolling(page, where);
    }
    await expectOutline(page, name);
    // Whoever listens is told how the one connection of the page is, and of nothing beside it.
    if (/^\/connections\/[0-9a-f-]{36}(\?|$)/.test(shown))
      await expect(page.getByRole("status"), name).toHaveCount(1);
    // 1440 px at 200 %, and 1280 px at 400 % (WCAG 2.2, 1.4.10).
    for (const [width, height, zoom] of [
      [720, 450, "200 %"],
      [320, 256, "400 %"],
    ] as const) {
      await page.setViewportSize({ width, height });
      await expectNoSidewaysScrolling(page, `${name} at ${zoom}`);
    }
  });
}

test("api.video is connected, refreshed and disconnected without a mouse", async ({ page, me: _me }) => {
  await page.goto("/connections");
  await tabTo(page, page.getByRole("link", { name: "Skip to the content" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("link", { name: "Connect api.video" }));
  await page.keyboard.press("Enter");

  await tabTo(page, page.getByLabel("API key", { exact: true }));
  await page.keyboard.type(keys.sandbox);
  await tabTo(page, page.getByLabel("Find out from the key"));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByLabel("Sandbox", { exact: true })).toBeChecked();
  await tabTo(page, page.getByLabel("Keep the key sealed"));
  await page.keyboard.press("Space");
  await expect(page.getByLabel("Keep the key sealed")).not.toBeChecked();
  await tabTo(page, button(page, "Connect api.video"));
  await page.keyboard.press("Enter");
  const path = await connectionPath(page);

  await tabTo(page, button(page, "Refresh now"));
  await page.keyboard.press("Space");
  await expect(page.getByText("A new token was fetched.")).toBeVisible();
  await tabTo(page, page.getByRole("link", { name: "Hide this message" }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("A new token was fetched.")).toBeHidden();

  await tabTo(page, button(page, "Disconnect"));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/disconnect\??$/);
  await tabTo(page, button(page, "Disconnect"));
  await page.keyboard.press("Enter");
  expect(await connectionPath(page)).toBe(path);
  await expect(state(page)).toContainText("Disconnected");
});

test("the appearance opens, is chosen and closes without a mouse", async ({ page, me: _me }) => {
  await page.goto("/connections");
  const opener = button(page, "Appearance");
  await tabTo(page, opener);
  await page.keyboard.press("Enter");
  await expect(button(page, "Dark")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(button(page, "Dark")).toBeHidden();
  await expect(opener).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page, button(page, "Dark"));
  await page.keyboard.press("Enter");
  await button(page, "Appearance").click();
  await expect(button(page, "Dark")).toHaveAttribute("aria-pressed", "true");
});

test.describe("while something is under way", () => {
  for (const [reducedMotion, moves] of [
    ["no-preference", true],
    ["reduce", false],
  ] as const) {
    test(`${moves ? "a button turns" : "nothing moves for somebody who asked for that"}`, async ({
      page,
      vendors,
      me: _me,
    }) => {
      await page.emulateMedia({ reducedMotion });
      await linkWistia(page);
      await vendors.fault({ vendor: "wistia", kind: "delay", delayMs: 500, path: "/oauth/token" });
      await rememberWaiting(page);
      await button(page, "Refresh now").click();
      await expect(page.getByText("A new token was fetched.")).toBeVisible();
      const { moving } = (await waitingSeen(page)) ?? { moving: -1 };
      if (moves) expect(moving).toBeGreaterThan(0);
      else expect(moving).toBe(0);
    });
  }
});
