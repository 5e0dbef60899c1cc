import type { Page } from "@playwright/test";
import { startRig } from "../rig/rig.ts";
import { expect, password, signedIn, test } from "./fixtures.ts";

/** A server that nobody has used yet, and whose operator has no Gist application. */

const bare = { ADMIN_EMAIL: "", ADMIN_PASSWORD: "", GIST_CLIENT_ID: "", GIST_CLIENT_SECRET: "" };

test.use({
  rig: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures are needed.
    async ({}, use) => {
      const rig = await startRig({ env: bare });
      await use(rig);
      await rig.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

const title = (page: Page) => page.getByRole("heading", { level: 1 });

test("the first visit makes the administrator, once, and goes on to the empty list", async ({ page }) => {
  await page.goto("/");
  await expect(title(page)).toHaveText("Set up Patchbay");
  await page.getByLabel("Your name").fill("Ada First");
  await page.getByLabel("Email").fill("ada@example.com");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create the first account" }).click();

  await expect(title(page)).toHaveText("Sign in");
  await expect(page.getByText("Your account is ready. Sign in to go on.")).toBeVisible();
  await expect(page.getByLabel("Email")).toHaveValue("ada@example.com");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByText("Nothing linked yet")).toBeVisible();
  await page.getByRole("link", { name: "Account" }).click();
  await expect(page.getByText("Administrator of this server")).toBeVisible();

  await page.goto("/set-up");
  await expect(page).toHaveURL(/\/connections$/);
});

test("a vendor without an application is shown as not set up, and cannot be begun", async ({
  page,
  context,
  rig,
}) => {
  await signedIn(context, rig);
  await page.goto("/connections");
  const row = page.getByRole("listitem").filter({ hasText: "Your contacts, conversations and team" });
  await expect(row).toContainText("Not set up on this server");
  await expect(page.getByRole("link", { name: "Connect Gist" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Connect Wistia", exact: true })).toBeVisible();

  await page.goto("/connect/gist");
  await expect(page.getByRole("main")).toContainText("An administrator has to add this server’s credentials");
  await expect(page.getByRole("button", { name: /Continue/ })).toHaveCount(0);
});
