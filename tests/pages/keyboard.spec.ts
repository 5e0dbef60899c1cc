import type { Page } from "@playwright/test";
import { expect, password, test } from "./fixtures.ts";
import { tabAndPress, tabTo } from "./keyboard.ts";
import { acmeStudios, button, connectionPath, linkWistia, maya, press, state } from "./people.ts";

/** Whole journeys with Tab, Enter, Space and arrows: no mouse, the focus always seen and never lost. */

const link = (page: Page, name: string | RegExp) => page.getByRole("main").getByRole("link", { name });

/** The vendor's own pages are the vendor's; a keyboard that does not reach their buttons is not our news. */
async function agreeAtVendor(page: Page) {
  await expect(button(page, maya)).toBeVisible();
  for (const name of [maya, acmeStudios, "Authorize"]) {
    await button(page, name).focus();
    await page.keyboard.press("Enter");
  }
}

test("from signing in to signing out", async ({ page, context, me }) => {
  await context.clearCookies();
  await page.goto("/connections");
  await tabTo(page, page.getByLabel("Email"));
  await page.keyboard.type(me.email);
  await tabTo(page, page.getByLabel("Password", { exact: true }));
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");

  await tabAndPress(page, link(page, "Connect Wistia"));
  await tabAndPress(page, button(page, "Continue to Wistia"));
  await agreeAtVendor(page);
  const path = await connectionPath(page);
  await expect(page.getByRole("region", { name: "It works" })).toContainText(/Acme Studios\S? is linked\./);
  await tabAndPress(page, link(page, "Hide this message"));
  await expect(page.getByRole("region", { name: "It works" })).toBeHidden();
  await expect(page.getByRole("main")).toBeFocused();

  await tabAndPress(page, page.getByText("Rename", { exact: true }).locator("xpath=ancestor::summary"));
  await tabTo(page, page.getByLabel("Your name for this account"));
  await page.keyboard.type("Client videos");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Client videos");
  await tabAndPress(page, button(page, "Undo"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Acme Studios");

  await tabAndPress(page, button(page, "Refresh now"), "Space");
  await expect(page.getByText("A new token was fetched.")).toBeVisible();
  await tabAndPress(page, button(page, "Test now"));
  await expect(page.getByText("The vendor answered: it works.")).toBeVisible();
  const entry = page.getByRole("region", { name: "Activity" }).locator("summary").first();
  await tabAndPress(page, entry);
  await expect(page.getByRole("region", { name: "Activity" })).toContainText("tested");

  await tabAndPress(page, button(page, "Disconnect"));
  await expect(page).toHaveURL(/\/disconnect\??$/);
  await tabAndPress(page, button(page, "Disconnect"));
  await expect(state(page)).toContainText("Disconnected");

  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Go to" });
  await expect(palette.getByRole("option", { name: /Acme Studios/ })).toBeVisible();
  await page.keyboard.type("account");
  await expect(palette.getByRole("option", { selected: true })).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await page.goto("/account");
  await tabAndPress(page, button(page, "Sign out"));
  await expect(page.getByText("You are signed out.")).toBeVisible();
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
});

test("a refused key takes the focus, and a radio is chosen by its arrows", async ({ page, me: _me }) => {
  await page.goto("/connect/api-video");
  const key = page.getByLabel("API key", { exact: true });
  await tabTo(page, key);
  await page.keyboard.type("NotAKeyOfAnybodysAtAll0123456789");
  await page.keyboard.press("Enter");
  await expect(key).toHaveAccessibleDescription(/does not accept this key/);
  await expect(key).toBeFocused();
  await expect(key).toBeInViewport();
});

test("the focus goes to the content where what had it goes away", async ({ page, me: _me }) => {
  const path = await linkWistia(page);
  const open = page.waitForRequest(/\/api\/live\?/);
  await page.goto(path);
  await open;
  // A page of the same site: the link goes, the reader stays in the content.
  await tabAndPress(page, link(page, "Connections"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Connections");
  await expect(page.getByRole("main")).toBeFocused();

  // News from elsewhere: the button that was focused is there no more.
  const line = page.waitForRequest(/\/api\/live\?/);
  await page.goto(path);
  await line;
  await tabTo(page, button(page, "Test now"));
  const other = await page.context().newPage();
  await other.goto(path);
  await press(other, "Disconnect", "Disconnect");
  await expect(state(page)).toContainText("Disconnected");
  await expect(page.getByRole("main")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("main").locator(":focus")).toHaveCount(1);
});
