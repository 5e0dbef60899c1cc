import { expect, password, test } from "./fixtures.ts";
import {
  acmeStudios,
  button,
  connectionPath,
  keys,
  linkApiVideo,
  linkWistia,
  maya,
  press,
  state,
} from "./people.ts";

/** Buttons are forms and links are links: all of it works before any script has arrived. */

// Chromium calls a script that it may not run refused.
test.use({ javaScriptEnabled: false, tolerated: [/\.js failed: csp$/] });

test("a person signs in, links Wistia, refreshes, tests and disconnects it", async ({
  page,
  context,
  me,
}) => {
  await context.clearCookies();
  await page.goto("/connections");
  await page.getByLabel("Email").fill(me.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await press(page, "Sign in");
  await page.getByRole("link", { name: "Connect Wistia", exact: true }).click();
  await press(page, "Continue to Wistia", maya, acmeStudios, "Authorize");
  const path = await connectionPath(page);
  await expect(state(page)).toContainText("Works");
  await press(page, "Refresh now");
  await expect(page.getByText("A new token was fetched.")).toBeVisible();
  await press(page, "Test now");
  await expect(page.getByText("The vendor answered: it works.")).toBeVisible();
  await page.getByRole("link", { name: "Hide this message" }).click();
  await expect(page.getByText("The vendor answered: it works.")).toBeHidden();
  await press(page, "Disconnect", "Disconnect");
  expect(await connectionPath(page)).toBe(path);
  await expect(page.getByRole("region", { name: "Receipt" })).toContainText("Keys erased");
  await press(page, "Reconnect", "Continue to Wistia", acmeStudios, "Authorize");
  expect(await connectionPath(page)).toBe(path);
  await expect(state(page)).toContainText("Works");
});

test("api.video is linked, and a wrong key is refused at its field", async ({ page, me: _me }) => {
  await page.goto("/connect/api-video");
  const key = page.getByLabel("API key", { exact: true });
  await key.fill("NotAKeyOfAnybodysAtAll0123456789");
  await press(page, "Connect api.video");
  await expect(key).toHaveAccessibleDescription(/does not accept this key/);
  await key.fill(keys.sandbox);
  await press(page, "Connect api.video");
  await expect(state(page)).toContainText("Works");
});

test("a denial at Gist waits, and can be cancelled", async ({ page, me: _me }) => {
  await page.goto("/connect/gist");
  await press(page, "Continue to Gist", maya, /^Acme Support/, "Deny");
  await page.goto("/connections");
  await press(page, "Cancel");
  await expect(page.getByText("The attempt is cancelled. Nothing was linked.")).toBeVisible();
});

test("light and dark can be chosen, and the page stays where it was", async ({ page, me: _me }) => {
  const path = await linkApiVideo(page);
  const ground = () => page.getByRole("banner").evaluate((bar) => getComputedStyle(bar).backgroundColor);
  const seen: string[] = [];
  for (const theme of ["Light", "Dark"]) {
    await press(page, "Appearance", theme);
    expect(await connectionPath(page)).toBe(path);
    await press(page, "Appearance");
    await expect(button(page, theme)).toHaveAttribute("aria-pressed", "true");
    seen.push(await ground());
    await page.goto(path);
  }
  expect(seen[0]).not.toBe(seen[1]);
});

test("a person signs out", async ({ page, me: _me }) => {
  await page.goto("/account");
  await press(page, "Sign out");
  await expect(page.getByText("You are signed out.")).toBeVisible();
});

test("several accounts can be linked one after the other", async ({ page, me: _me }) => {
  await linkWistia(page);
  await linkApiVideo(page);
  await page.goto("/connections");
  await expect(page.getByRole("region", { name: "Your accounts" }).getByRole("listitem")).toHaveCount(2);
});
