import type { Page } from "@playwright/test";
import { expectNoSidewaysScrolling, expectNoViolations, looks, wear } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";
import { button, connectionPath, maya, press } from "./people.ts";

/** The pages of the emulated vendors are pages too, and people without a mouse try Patchbay out. */

test.use({ tolerated: [/The console says .*Failed to load resource.* 40\d/] });

async function inspect(page: Page, where: string) {
  for (const look of looks) {
    await wear(page, look);
    await expectNoViolations(page, `${where}, ${look.width} px, ${look.colorScheme}`);
    await expectNoSidewaysScrolling(page, where);
  }
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  await expect(page.getByRole("note")).toContainText("Emulator, not the real");
}

for (const { id, name, account, deny } of [
  { id: "wistia", name: "Wistia", account: /^Acme Studios/, deny: null },
  { id: "gist", name: "Gist", account: /^Acme Support/, deny: "Deny" },
  { id: "wix", name: "Wix", account: /^Acme Bakery/, deny: "Not now" },
]) {
  test(`${name}'s sign-in, choice, question and refusal are accessible`, async ({ page, me: _me }) => {
    await page.goto(`/connect/${id}`);
    await press(page, `Continue to ${name}`);
    await inspect(page, `${name} sign-in`);
    await press(page, maya);
    await inspect(page, `${name} choice`);
    await press(page, account);
    await inspect(page, `${name} question`);
    if (deny === null) return;
    await press(page, deny);
    await inspect(page, `${name} refusal`);
  });
}

test("Wistia's refusal of somebody without the right is accessible", async ({ page, me: _me }) => {
  await page.goto("/connect/wistia");
  await press(page, "Continue to Wistia", /^Continue as Tom/);
  await expect(page.getByText("Only owners and managers of Acme Studios")).toBeVisible();
  await inspect(page, "Wistia without the right");
});

test("the vendors' own pages and the control page are accessible", async ({ page, vendors }) => {
  for (const [address, ...way] of [
    ["/dashboard.api.video/apikeys", maya, /^Acme Streaming/],
    ["/app.getgist.com/app-store", maya, /^Acme Support/],
    ["/www.wix.com/app-market", maya, /^Acme Bakery/],
    ["/app.wistia.com/account/apps", maya],
    ["/_control"],
  ] as [string, ...RegExp[]][]) {
    await page.goto(`${vendors.url}${address}`);
    for (const name of way) await press(page, name);
    await inspect(page, address);
  }
});

test("a person without a mouse answers the vendor's questions", async ({ page, me: _me }) => {
  await page.goto("/connect/wistia");
  for (const name of ["Continue to Wistia", maya, /^Northwind Films/, "Authorize"]) {
    const next = button(page, name);
    await expect(next).toBeVisible();
    for (let stop = 0; stop < 20; stop++) {
      await page.keyboard.press("Tab");
      if (await next.evaluate((element) => element === document.activeElement)) break;
    }
    await expect(next).toBeFocused();
    await expect(next).not.toHaveCSS("outline-style", "none");
    await page.keyboard.press("Enter");
  }
  await connectionPath(page);
});
