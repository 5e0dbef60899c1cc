import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { linkWistia, press, state } from "./people.ts";

/** The page follows what happens elsewhere, without a reload and without taking anybody's place. */

/** Marks the document, so that a reload would be noticed. */
const mark = (page: Page) =>
  page.evaluate(() => {
    document.documentElement.dataset.marked = "yes";
  });
const isSameDocument = (page: Page) => page.evaluate(() => document.documentElement.dataset.marked === "yes");

const line = (page: Page) => page.waitForRequest(/\/api\/live\?/);

test("what is done in one window is seen in the other, said aloud, and the focus stays", async ({
  page,
  me,
}) => {
  expect(me.name).toBe("Sam Example");
  const path = await linkWistia(page);
  const open = line(page);
  await page.goto("/connections");
  await mark(page);
  await open;
  const row = page.getByRole("link", { name: "Acme Studios" });
  await row.focus();

  const other = await page.context().newPage();
  await other.goto(path);
  await press(other, "Refresh now");
  await expect(page.locator("p[aria-live=polite]")).toContainText("Acme Studios");
  await expect(page.locator("p[aria-live=polite]")).toContainText("Renewed");
  await expect(page.getByText("Proved by a renewal just now")).toBeVisible();
  await expect(row).toBeFocused();

  await other.goto(path);
  await press(other, "Disconnect", "Disconnect");
  await expect(page.getByText("Nothing is linked right now.")).toBeVisible();
  expect(await isSameDocument(page)).toBe(true);
});

test("a connection's own page follows too, and half-typed text stays", async ({ page, me }) => {
  expect(me.name).toBe("Sam Example");
  const path = await linkWistia(page);
  const open = line(page);
  await page.goto(path);
  await mark(page);
  await open;
  await page.getByText("Rename").click();
  await page.getByLabel("Your name for this account").fill("half typ");
  const other = await page.context().newPage();
  await other.goto(path);
  await press(other, "Disconnect", "Disconnect");
  await expect(state(page)).toContainText("Disconnected");
  await expect(page.getByLabel("Your name for this account")).toHaveValue("half typ");
  expect(await isSameDocument(page)).toBe(true);
});

test.describe("without a network", () => {
  // What the browser itself says about it.
  test.use({ tolerated: [/\/api\/live/] });

  test("what happened while the line was lost is caught up with", async ({ page, me }) => {
    expect(me.name).toBe("Sam Example");
    const path = await linkWistia(page);
    const open = line(page);
    await page.goto("/connections");
    await mark(page);
    await open;
    await page.context().setOffline(true);
    await page.request.post(`${path}/disconnection`);
    await page.context().setOffline(false);
    await expect(page.getByText("Nothing is linked right now.")).toBeVisible({ timeout: 20_000 });
    expect(await isSameDocument(page)).toBe(true);
  });
});

test("what another process did is seen as well", async ({ page, me, rig }) => {
  expect(me.name).toBe("Sam Example");
  const path = await linkWistia(page);
  const open = line(page);
  await page.goto("/connections");
  await open;
  const second = await rig.another();
  // The browser's cookies are good at either, since they tell hosts apart and not ports.
  await page.request.post(`${second.url}${path}/disconnection`, { headers: { origin: rig.url } });
  await expect(page.getByText("Nothing is linked right now.")).toBeVisible();
  await second.kill();
});
