import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, minutes, password, signIn, test } from "./fixtures.ts";
import { alert, press } from "./people.ts";

const title = (page: Page) => page.getByRole("heading", { level: 1 });
const someAddress = () => `${randomUUID()}@example.com`;

async function signInBy(page: Page, email: string, secret = password) {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(secret);
  await press(page, "Sign in");
}

test("somebody new makes an account, signs in, and signs out again", async ({ page, isMobile }) => {
  const email = someAddress();
  await page.goto("/");
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("Your name").fill("Nora New");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await press(page, "Create account");

  await expect(page.getByText("Your account is ready. Sign in to go on.")).toBeVisible();
  await expect(page.getByLabel("Email")).toHaveValue(email);
  await signInBy(page, email);
  await expect(page).toHaveURL(/\/connections$/);
  await expect(title(page)).toHaveText("Connections");

  // A phone has no room for it in the bar.
  if (isMobile) await page.getByRole("link", { name: "Account" }).click();
  await press(page, "Sign out");
  await expect(page.getByText("You are signed out.")).toBeVisible();
  await page.goto("/connections");
  await expect(title(page)).toHaveText("Sign in");
});

test("a wrong password keeps the email, and says no more than that the two do not fit", async ({
  page,
  context,
  me,
}) => {
  await context.clearCookies();
  await page.goto("/sign-in");
  const said: (string | null)[] = [];
  for (const email of [me.email, someAddress()]) {
    await signInBy(page, email, "not the password");
    await expect(alert(page)).toContainText("do not belong together");
    await expect(page.getByLabel("Email")).toHaveValue(email);
    await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
    expect(page.url()).not.toContain(encodeURIComponent(email));
    said.push(await alert(page).textContent());
  }
  expect(said[0]).toBe(said[1]);
});

test("a password that is too short is stopped in the browser, and the form stays", async ({ page }) => {
  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill("Nora New");
  await page.getByLabel("Email").fill(someAddress());
  const secret = page.getByLabel("Password", { exact: true });
  await secret.fill("short");
  await press(page, "Create account");
  await expect(page).toHaveURL(/\/sign-up$/);
  await expect(secret).toBeFocused();
  await expect(secret).toHaveAccessibleDescription(/Twelve characters or more/);
});

test("an address that is taken leads to no second account, and what was typed stays", async ({
  page,
  context,
  me,
}) => {
  await context.clearCookies();
  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill("Nora New");
  await page.getByLabel("Email").fill(me.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await press(page, "Create account");
  const email = page.getByLabel("Email");
  await expect(email).toHaveAccessibleDescription(/^That email has an account here already\./);
  await expect(email).toBeFocused();
  await expect(email).toHaveValue(me.email);
  await expect(page.getByLabel("Your name")).toHaveValue("Nora New");
  await page.getByRole("link", { name: "Go to the sign-in page" }).click();
  await expect(title(page)).toHaveText("Sign in");
  await expect(page.getByLabel("Email")).toHaveValue(me.email);
});

test("signing in leads back to where one was going", async ({ page, context, me }) => {
  await context.clearCookies();
  await page.goto("/connect/wistia");
  await expect(title(page)).toHaveText("Sign in");
  await signInBy(page, me.email, "not the password");
  await expect(alert(page)).toBeVisible();
  await signInBy(page, me.email);
  await expect(page).toHaveURL(/\/connect\/wistia$/);
  await expect(title(page)).toHaveText("Connect Wistia");
});

test("an address elsewhere is nowhere to lead back to", async ({ page, context, me }) => {
  await context.clearCookies();
  await page.goto(`/sign-in?returnTo=${encodeURIComponent("//127.0.0.1:9/elsewhere")}`);
  await signInBy(page, me.email);
  await expect(page).toHaveURL(/\/connections$/);
});

test("signing out everywhere ends the other browser too, at its next step", async ({
  page,
  anotherBrowser,
  rig,
  me,
}) => {
  const other = await anotherBrowser();
  await signIn(other.context(), rig, me);
  await other.goto("/connect/gist");
  await page.goto("/account");
  const sessions = page.getByRole("region", { name: "Where you are signed in" });
  await expect(sessions.getByRole("listitem")).toHaveCount(2);
  await press(page, "Sign out everywhere");
  await expect(page.getByText("You are signed out in every browser.")).toBeVisible();

  await press(other, "Continue to Gist");
  await expect(title(other)).toHaveText("Sign in");
  await expect(alert(other)).toContainText("Please sign in first.");
});

test("signing out in one browser leaves the other one signed in", async ({
  page,
  anotherBrowser,
  rig,
  me,
}) => {
  const other = await anotherBrowser();
  await signIn(other.context(), rig, me);
  await page.goto("/account");
  await press(page, "Sign out");
  await expect(page.getByText("You are signed out.")).toBeVisible();
  await other.goto("/account");
  await expect(other.getByText("This browser", { exact: true })).toBeVisible();
  await expect(
    other.getByRole("region", { name: "Where you are signed in" }).getByRole("listitem"),
  ).toHaveCount(1);
});

test("the page before signing out cannot be brought back by the browser's Back", async ({
  page,
  me: _me,
}) => {
  await page.goto("/account");
  await press(page, "Sign out");
  await expect(title(page)).toHaveText("Sign in");
  await page.goBack();
  await expect(title(page)).toHaveText("Sign in");
});

test("a session that has ended asks to sign in again and goes on where it was", async ({ page, rig, me }) => {
  await page.goto("/account");
  await rig.clock.advance(15 * 24 * minutes(60));
  await page.reload();
  await expect(title(page)).toHaveText("Sign in");
  await signInBy(page, me.email);
  await expect(title(page)).toHaveText("Account");
});
