import { expect, password, signIn, test } from "./fixtures.ts";
import { alert, button, linkGist, linkWistia, press } from "./people.ts";

/** A person's own account, with and without a script. */

const fresh = "a quite different password";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "before JavaScript arrives", () => {
    // Chromium calls a script that it may not run refused.
    test.use({ javaScriptEnabled, tolerated: javaScriptEnabled ? [] : [/\.js failed: csp$/] });

    test("the name is changed", async ({ page, me: _me }) => {
      await page.goto("/account");
      await page.getByLabel("Name").fill("Ada Obi");
      await button(page.getByRole("region", { name: "You" }), "Save").click();
      await expect(page.getByText("Your name is changed.")).toBeVisible();
      await expect(page.getByLabel("Name")).toHaveValue("Ada Obi");
    });

    test("a wrong password is said where it was typed, and the right one changes it", async ({
      page,
      me: _me,
    }) => {
      await page.goto("/account");
      const section = page.getByRole("region", { name: "Password" });
      await section.locator("summary").click();
      await section.getByLabel("Present password").fill("not the present one");
      await section.getByLabel("New password").fill(fresh);
      await press(section, "Change the password");
      const present = section.getByLabel("Present password");
      await expect(present).toBeFocused();
      await expect(present).toBeInViewport();
      await expect(present).toHaveValue("");
      await expect(present).toHaveAccessibleDescription(/not your present password/);

      await present.fill(password);
      await section.getByLabel("New password").fill(fresh);
      await press(section, "Change the password");
      await expect(page.getByText("Your password is changed")).toBeVisible();
      await page.goto("/connections");
      await expect(page).toHaveURL(/\/connections$/);
    });

    test("another browser is signed out", async ({ page, anotherBrowser, rig, me }) => {
      const other = await anotherBrowser();
      await signIn(other.context(), rig, me);
      await page.goto("/account");
      const sessions = page.getByRole("region", { name: "Where you are signed in" });
      await expect(sessions.getByRole("listitem")).toHaveCount(2);
      await sessions.getByRole("button", { name: /^Sign out (Chrome|Another|A browser)/ }).click();
      await expect(page.getByText("That browser is signed out.")).toBeVisible();
      await expect(sessions.getByRole("listitem")).toHaveCount(1);
      await other.goto("/connections");
      await expect(other.getByRole("heading", { level: 1 })).toHaveText("Sign in");
    });

    test("emails are chosen, and one that was written is found in the outbox", async ({
      page,
      vendors,
      me,
    }) => {
      await page.goto("/account");
      await page.getByLabel("Before an account ends").uncheck();
      await button(page.getByRole("region", { name: "Emails" }), "Save").click();
      await expect(page.getByText("Your choice of emails is kept.")).toBeVisible();
      await expect(page.getByLabel("Before an account ends")).not.toBeChecked();
      await expect(page.getByLabel("When an account needs you")).toBeChecked();

      const path = await linkWistia(page);
      await vendors.act("wistia/revoke");
      await press(page, "Test now");
      await expect(alert(page)).toBeVisible();
      await page.goto("/account");
      await page.getByRole("link", { name: "local outbox" }).click();
      const letter = page.getByRole("article", { name: "“Acme Studios” at Wistia needs you" });
      await expect(letter).toContainText(`Hello ${me.name},`);
      await letter.getByRole("link", { name: path }).click();
      await expect(page).toHaveURL(new RegExp(`${path}$`));
    });

    test("an account is deleted after a second thought, and its person is told what is left to do", async ({
      page,
      me: _me,
    }) => {
      await linkWistia(page);
      await linkGist(page);
      await page.goto("/account");
      await page.getByRole("link", { name: "Delete…" }).click();
      await page.getByRole("link", { name: "Keep it" }).click();
      await page.getByRole("link", { name: "Delete…" }).click();
      await expect(page.getByRole("main")).toContainText("Acme Studios at Wistia");
      const secret = page.getByLabel("Your password");
      await secret.fill("not the password");
      await press(page, "Delete my account");
      await expect(secret).toBeFocused();
      await expect(secret).toHaveAccessibleDescription(/not your present password/);
      await secret.fill(password);
      await press(page, "Delete my account");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
      await expect(page.getByText("Your account is deleted")).toBeVisible();
      await expect(page.getByText("Wistia has confirmed that the access is revoked")).toBeVisible();
      await expect(page.getByRole("link", { name: /^Remove the access at Gist/ })).toBeVisible();
      await page.goto("/connections");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
    });
  });
}

test("a copy of one's data is downloaded as a file", async ({ page, me }) => {
  await page.goto("/account");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download", exact: true }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^patchbay-\d{4}-\d\d-\d\d\.json$/);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  expect(JSON.parse(Buffer.concat(chunks).toString("utf8")).person).toMatchObject({ email: me.email });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Account");
});
