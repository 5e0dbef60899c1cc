import { readFileSync } from "node:fs";
import { admin } from "../rig/rig.ts";
import { expect, signedIn, signIn, test } from "./fixtures.ts";
import { linkWistia, press, state } from "./people.ts";

/** An administrator's walk: from the overview to what is wrong, to many at once, and away with a table. */

test.beforeEach(async ({ page, context, rig, anotherBrowser }) => {
  const other = await anotherBrowser();
  await signedIn(other.context(), rig, "Olu Owner");
  await linkWistia(other);
  await signIn(context, rig, admin);
  await page.goto("/admin");
});

test("the overview answers at once, and its charts are tables at the press of a key", async ({ page }) => {
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Connections by vendor and state" })).toBeVisible();
  await expect(page.getByText(/^Renewals: .* in the last 24 hours/)).toBeVisible();
  await expect(page.getByText("What happened last")).toBeVisible();
});

test("a connection is found, tested together with others, and looked at", async ({ page }) => {
  await page
    .getByRole("navigation", { name: "Administration" })
    .getByRole("link", { name: "Connections" })
    .click();
  await page.getByLabel("Find by name, email or id").fill("olu owner");
  await page.getByLabel("State", { exact: true }).selectOption("Works");
  await press(page, "Show");
  await expect(page).toHaveURL(/q=olu\+owner/);
  await page.getByRole("checkbox").first().check();
  await page.getByLabel("What to do").selectOption("Test");
  await press(page, "The ticked ones");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Test 1 connection?");
  await press(page, "Test");
  await expect(state(page)).toHaveText("Finished", { timeout: 20_000 });
  await expect(page.getByText("The vendor answered: it works.")).toBeVisible();
  await page.getByRole("list").getByRole("link", { name: "Acme Studios" }).click();
  await expect(page.getByRole("heading", { name: "As it is stored" })).toBeVisible();
  await expect(state(page)).toContainText("Works");
});

test("the list is taken away as a table", async ({ page }) => {
  await page.goto("/admin/connections?q=olu+owner");
  const leaving = page.waitForEvent("download");
  await press(page, "Download as CSV");
  const text = readFileSync(await (await leaving).path(), "utf8");
  expect(text.startsWith("\ufeffconnection_id,vendor,")).toBe(true);
  expect(text).toContain("Acme Studios");
});

test.describe("somebody who administers nothing", () => {
  test.use({ tolerated: [/Failed to load resource.* 404/] });

  test("finds nothing at these addresses", async ({ anotherBrowser, rig }) => {
    const page = await anotherBrowser();
    await signedIn(page.context(), rig);
    for (const path of ["/admin", "/admin/connections", "/admin/connections/bulk/new"]) {
      expect((await page.goto(path))?.status()).toBe(404);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    }
    await page.goto("/connections");
    await expect(page.getByRole("link", { name: "Admin", exact: true })).toHaveCount(0);
  });
});
