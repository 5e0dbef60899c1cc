import { expectNoViolations } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";
import { linkWistia } from "./people.ts";

/** Getting anywhere with a few letters. */

test("an account is reached by the keyboard alone", async ({ page, me }) => {
  expect(me.name).toBe("Sam Example");
  const path = await linkWistia(page);
  await page.goto("/account");
  await expect(page.getByRole("button", { name: "Go to …" })).toBeVisible();
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Go to" });
  await expect(palette.getByRole("option", { name: /Acme Studios/ })).toBeVisible();
  await expectNoViolations(page, "the palette");
  await page.keyboard.type("acme stu");
  await expect(palette.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`${path}$`));
  await expect(palette).toBeHidden();
});

test("it closes without a trace, and gives the focus back", async ({ page, me }) => {
  expect(me.name).toBe("Sam Example");
  await page.goto("/connections");
  const opener = page.getByRole("button", { name: "Go to …" });
  await opener.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Go to" })).toBeVisible();
  await page.keyboard.type("zzzz");
  await expect(page.getByText("Nothing here is called that.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Go to" })).toBeHidden();
  await expect(opener).toBeFocused();
});

test("nobody who is not signed in learns anything from it", async ({ page, rig }) => {
  expect((await page.request.get(`${rig.url}/api/palette`)).status()).toBe(401);
});
