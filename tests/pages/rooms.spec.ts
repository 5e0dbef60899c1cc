import type { Page } from "@playwright/test";
import { admin } from "../rig/rig.ts";
import { expectNoSidewaysScrolling, expectNoViolations, expectOutline } from "./accessible.ts";
import { expect, password, signIn, test } from "./fixtures.ts";
import { button, linkWistia } from "./people.ts";

/** An administrator at work in the rooms for vendors, people and alerts, on a phone and at a desk. */

const sizes = { phone: { width: 390, height: 844 }, desk: { width: 1440, height: 900 } };

/** Whatever was pressed, the page it led to is sound. */
async function expectSound(page: Page, where: string) {
  await expectNoViolations(page, where);
  await expectNoSidewaysScrolling(page, where);
  await expectOutline(page, where);
}

for (const [name, viewport] of Object.entries(sizes)) {
  test.describe(`at ${name} width`, () => {
    test.use({ viewport });

    test("a vendor is checked, paused and resumed, and its renewals are read as a table", async ({
      page,
      context,
      rig,
    }) => {
      await signIn(context, rig, admin);
      await linkWistia(page);
      await page.goto("/admin/vendors");
      await expectSound(page, "vendors");
      await page.getByRole("link", { name: "Wistia", exact: true }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Wistia" })).toBeVisible();
      await button(page, "Check credentials").click();
      await expect(page.getByText("Wistia accepts this server’s credentials.")).toBeVisible();
      await button(page, "Pause linking").click();
      await expect(button(page, "Resume linking")).toBeVisible();
      await page.getByText("Show as a table").click();
      await expect(page.getByRole("table")).toBeVisible();
      await expectSound(page, "a paused vendor");
      await page.goto("/connect/wistia");
      await expect(page.getByText("An administrator has paused new links to Wistia.")).toBeVisible();
      await page.goto("/admin/vendors/wistia");
      await button(page, "Resume linking").click();
      await expect(button(page, "Pause linking")).toBeVisible();
      await page.getByRole("link", { name: "7 days" }).click();
      await expect(page).toHaveURL(/span=week/);
    });

    test("everyone's connections show their state without a sideways look, and are ticked by keyboard", async ({
      page,
      context,
      rig,
    }) => {
      await signIn(context, rig, admin);
      await linkWistia(page);
      await page.goto("/admin/connections?q=acme");
      await expectSound(page, "everyone's connections");
      const row = page.getByRole("row", { name: /Acme Studios/ }).first();
      const box = await row.getByText("Works", { exact: true }).boundingBox();
      expect((box?.x ?? viewport.width) + (box?.width ?? 0)).toBeLessThanOrEqual(viewport.width);
      expect(await row.getByRole("cell").count()).toBeGreaterThanOrEqual(6);
      await page.getByRole("link", { name: /^Tick (all|the one)/ }).focus();
      await page.keyboard.press("Enter");
      await expect(page.getByRole("link", { name: "Untick all" })).toBeVisible();
      const boxes = page.getByRole("checkbox", { name: /^Choose / });
      for (const each of await boxes.all()) await expect(each).toBeChecked();
      await boxes.first().focus();
      await page.keyboard.press("Space");
      await expect(boxes.first()).not.toBeChecked();
      await expectSound(page, "ticked connections");
      await page.getByRole("button", { name: /^All \d+ that fit$/ }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Test \d+ connections?\?$/);
    });

    test("somebody is invited by a link that opens by itself, and joins", async ({
      page,
      context,
      rig,
      anotherBrowser,
    }) => {
      await signIn(context, rig, admin);
      await page.goto("/admin/people");
      await page.getByRole("link", { name: "Invite somebody" }).click();
      const email = `ina-${name}-${Date.now()}@example.com`;
      await page.getByLabel("Email", { exact: true }).fill(email);
      await expectSound(page, "the form of an invitation");
      await button(page, "Invite").click();
      const link = (await page.locator("code", { hasText: "/invitation#" }).textContent()) ?? "";
      await expectSound(page, "people, with a fresh link");

      const guest = await anotherBrowser();
      await guest.setViewportSize(viewport);
      await guest.goto(link);
      await guest.getByLabel("Your name").fill("Ina Invited");
      expect(guest.url()).not.toContain("#");
      await expect(guest.getByLabel("Email")).toHaveValue(email);
      await guest.getByLabel("Password").fill(password);
      await expectSound(guest, "an invitation");
      await button(guest, "Make my account").click();
      await expect(guest.getByText("Your account is ready.")).toBeVisible();
      await guest.getByLabel("Password").fill(password);
      await button(guest, "Sign in").click();
      await expect(guest).toHaveURL(/\/connections/);
      // An open page would hear, and complain, that its session ends.
      await guest.goto("about:blank");

      await page.goto(`/admin/people?q=${encodeURIComponent(email)}`);
      await page.getByRole("link", { name: "Ina Invited" }).click();
      await button(page, "Make an administrator").click();
      await expect(page.getByText("Their role is changed.")).toBeVisible();
      await button(page, "Disable").click();
      await expect(page.getByText("They are shut out")).toBeVisible();
      await expectSound(page, "a person");
      await page.getByText("Delete Ina Invited…").click();
      await button(page, "Delete for good").click();
      await expect(page.getByText("They are deleted")).toBeVisible();
    });

    test("alerts are taken as offered, tested and changed", async ({ page, context, rig }) => {
      await rig.query("DELETE FROM alert_rules");
      await signIn(context, rig, admin);
      await page.goto("/admin/alerts");
      await expectSound(page, "no alerts");
      await button(page, "Tell me when a vendor is down or 5 connections need people").click();
      await expect(page.getByText("Nothing is raised. 2 rules watch.")).toBeVisible();
      await page.getByRole("button", { name: /^Test the rule: When any vendor/ }).click();
      await expect(page.getByText("A test is on its way")).toBeVisible();
      await expectSound(page, "alerts");
      await page.getByRole("link", { name: /^Change the rule: When 5/ }).click();
      await page.getByLabel("How many").fill("9");
      await page.getByLabel("From").fill("22:00");
      await page.getByLabel("Until").fill("07:00");
      await page.getByLabel("Time zone").fill("Europe/Berlin");
      await expectSound(page, "a rule");
      await button(page, "Save").click();
      await expect(page.getByText("When 9 connections need their people", { exact: true })).toBeVisible();
      await page.goto("/account/outbox");
      await expect(page.getByRole("heading", { name: "A test of an alert" }).first()).toBeVisible();
    });
  });
}
