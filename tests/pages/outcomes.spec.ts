import type { Page } from "@playwright/test";
import { expect, minutes, signedIn, signIn, test } from "./fixtures.ts";
import {
  acmeStudios,
  alert,
  button,
  connectionPath,
  keys,
  linkApiVideo,
  linkGist,
  linkWistia,
  maya,
  press,
  rememberWaiting,
  state,
  waitingSeen,
} from "./people.ts";

/** Everything that does not end in a link, told apart and explained; what needs a browser to be believed. */

const main = (page: Page) => page.getByRole("main");
const nothingLinked = (page: Page) => expect(page.getByText("Nothing linked yet")).toBeVisible();

// The browser itself tells of every page that was not found.
test.use({ tolerated: [/The console says .*Failed to load resource.* 404/] });

/** Up to Wistia's question; the answer to it is held back, and its address is given to whoever asks. */
async function answerHeldBack(page: Page): Promise<string> {
  await page.goto("/connect/wistia");
  await press(page, "Continue to Wistia", maya, acmeStudios);
  const authorize = "**/app.wistia.com/oauth/authorize?**";
  let address = "";
  await page.route(authorize, async (route) => {
    const answer = await route.fetch({ maxRedirects: 0 });
    address = answer.headers().location ?? "";
    await route.fulfill({ contentType: "text/html", body: "<title>Held back</title>" });
  });
  await press(page, "Authorize");
  await expect(page).toHaveTitle("Held back");
  await page.unroute(authorize);
  return address;
}

test("a denial at Wistia is said calmly, and one click starts again", async ({ page, me: _me }) => {
  await page.goto("/connect/wistia");
  await press(page, "Continue to Wistia", maya, acmeStudios, "Deny");
  await expect(page).toHaveURL(/\/connections\?problem=link_denied/);
  await expect(main(page)).toContainText("Access was declined");
  await expect(main(page)).toContainText("nothing was linked and nothing was changed");
  await nothingLinked(page);
  await page.getByRole("link", { name: "Start again" }).click();
  await press(page, "Continue to Wistia", acmeStudios, "Authorize");
  await expect(state(page)).toContainText("Works");
});

test.describe("a denial at Gist, which sends nobody back", () => {
  test.beforeEach(async ({ page, me: _me }) => {
    await page.goto("/connect/gist");
    await press(page, "Continue to Gist", maya, /^Acme Support/, "Deny");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Not installed");
    await page.goto("/connections");
  });

  test("is a waiting attempt that can be cancelled, and tried again", async ({ page }) => {
    await expect(main(page)).toContainText("Waiting for Gist");
    await press(page, "Cancel");
    await expect(main(page)).toContainText("The attempt is cancelled. Nothing was linked.");
    await expect(page.getByText("Waiting for Gist")).toBeHidden();
    await page.getByRole("link", { name: "Connect Gist", exact: true }).click();
    await press(page, "Continue to Gist", /^Acme Support/, "Allow");
    await expect(state(page)).toContainText("Works");
    await page.goto("/connections");
    await expect(page.getByText("Waiting for Gist")).toBeHidden();
  });

  test("can be tried again straight from the waiting notice", async ({ page }) => {
    await page.getByRole("link", { name: "Start again" }).click();
    await press(page, "Continue to Gist", /^Acme Support/, "Allow");
    await expect(state(page)).toContainText("Works");
  });

  test("ends by itself after ten minutes", async ({ page, rig }) => {
    await expect(main(page)).toContainText(/ends by itself in (10|9) minutes/);
    await rig.clock.advance(minutes(11));
    await page.reload();
    await expect(page.getByText("Waiting for Gist")).toBeHidden();
    await nothingLinked(page);
  });
});

test("an answer that comes in after ten minutes has expired, and says how to go on", async ({
  page,
  rig,
  me: _me,
}) => {
  const answer = await answerHeldBack(page);
  await rig.clock.advance(minutes(11));
  await page.goto(answer);
  await expect(main(page)).toContainText("That attempt has expired");
  await expect(page.getByRole("link", { name: "Start again" })).toBeVisible();
  await nothingLinked(page);
});

test("somebody else who opens the answer links nothing, and neither does the first one afterwards", async ({
  page,
  anotherBrowser,
  rig,
  me: _me,
}) => {
  const answer = await answerHeldBack(page);
  const other = await anotherBrowser();
  await signedIn(other.context(), rig, "Olu Other");
  await other.goto(answer);
  await expect(main(other)).toContainText("Begun by somebody else");
  await nothingLinked(other);
  await page.goto(answer);
  await expect(main(page)).toContainText("Begun by somebody else");
  await nothingLinked(page);
});

test("the same person in another browser links nothing and is told where it was begun", async ({
  page,
  anotherBrowser,
  rig,
  me,
}) => {
  const answer = await answerHeldBack(page);
  const other = await anotherBrowser();
  await signIn(other.context(), rig, me);
  await other.goto(answer);
  await expect(main(other)).toContainText("Begun in another browser");
  await nothingLinked(other);
  await other.getByRole("link", { name: "Start again" }).click();
  await press(other, "Continue to Wistia", maya, acmeStudios, "Authorize");
  await expect(state(other)).toContainText("Works");
});

test("a browser where nobody is signed in is asked to sign in, and links nothing", async ({
  page,
  anotherBrowser,
  me: _me,
}) => {
  const answer = await answerHeldBack(page);
  const other = await anotherBrowser();
  await other.goto(answer);
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Sign in");
  await expect(alert(other)).toContainText("begun in another browser");
});

test("going back to the vendor, who answers once more, and reloading do nothing twice", async ({
  page,
  vendors,
  me: _me,
}) => {
  const path = await linkWistia(page);
  await page.goBack();
  await expect(main(page)).toContainText("is linked already. Nothing was done twice.");
  expect(await connectionPath(page)).toBe(path);
  await page.reload();
  await expect(state(page)).toContainText("Works");
  expect(await vendors.calls("wistia", /^\/oauth\/token$/)).toHaveLength(1);
  await page.goto("/connections");
  await expect(page.getByRole("region", { name: "Your accounts" }).getByRole("listitem")).toHaveCount(1);
});

test("the answer's own address, opened once more, leads to what it linked", async ({
  page,
  vendors,
  me: _me,
}) => {
  const answer = await answerHeldBack(page);
  await page.goto(answer);
  const path = await connectionPath(page);
  await page.goto(answer);
  expect(await connectionPath(page)).toBe(path);
  await expect(main(page)).toContainText("is linked already. Nothing was done twice.");
  expect(await vendors.calls("wistia", /^\/oauth\/token$/)).toHaveLength(1);
});

test("a double click on Continue leaves once", async ({ page, me: _me }) => {
  await page.goto("/connect/gist");
  let starts = 0;
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/link/gist")) starts++;
  });
  await button(page, "Continue to Gist").dblclick();
  await expect(button(page, maya)).toBeVisible();
  expect(starts).toBe(1);
});

test("a double click on Refresh now is one call, and shows that it is under way", async ({
  page,
  vendors,
  me: _me,
}) => {
  await linkWistia(page);
  await vendors.forgetCalls();
  await vendors.fault({ vendor: "wistia", kind: "delay", delayMs: 800, path: "/oauth/token" });
  await rememberWaiting(page);
  await button(page, "Refresh now").dblclick();
  await expect(page.getByText("A new token was fetched.")).toBeVisible();
  expect(await vendors.calls("wistia", /^\/oauth\/token$/)).toHaveLength(1);
  expect(await waitingSeen(page)).toMatchObject({ name: "Refresh now" });
});

test("a wrong api.video key is refused at its field; the choices stay and the key does not", async ({
  page,
  me: _me,
}) => {
  const wrong = "NotAKeyOfAnybodysAtAll0123456789";
  await page.goto("/connect/api-video");
  const key = page.getByLabel("API key", { exact: true });
  await key.fill(wrong);
  await page.getByLabel("Sandbox", { exact: true }).check();
  await page.getByLabel("Keep the key sealed").uncheck();
  await press(page, "Connect api.video");
  await expect(key).toHaveAccessibleDescription(/api\.video does not accept this key, so nothing was kept\./);
  await expect(key).toHaveAttribute("aria-invalid", "true");
  await expect(key).toHaveValue("");
  await expect(page.getByLabel("Sandbox", { exact: true })).toBeChecked();
  await expect(page.getByLabel("Keep the key sealed")).not.toBeChecked();
  expect(page.url()).not.toContain(wrong);
  expect(await page.content()).not.toContain(wrong);

  await key.fill(keys.sandbox);
  await press(page, "Connect api.video");
  await expect(state(page)).toContainText("Works");
});

test("a vendor that is down while linking is named, and a second try works", async ({
  page,
  vendors,
  me: _me,
}) => {
  await vendors.fault({ vendor: "wistia", kind: "status", status: 503, path: "/oauth/token" });
  await page.goto("/connect/wistia");
  await press(page, "Continue to Wistia", maya, acmeStudios, "Authorize");
  await expect(main(page)).toContainText("Wistia did not answer");
  await nothingLinked(page);
  await page.getByRole("link", { name: "Start again" }).click();
  await press(page, "Continue to Wistia", acmeStudios, "Authorize");
  await expect(state(page)).toContainText("Works");
});

test("a vendor that is down during Refresh now is blamed, the link is not, and it recovers", async ({
  page,
  vendors,
  me: _me,
}) => {
  await linkApiVideo(page);
  await vendors.fault({ vendor: "api-video", kind: "status", status: 503, times: 5 });
  await press(page, "Refresh now");
  await expect(main(page)).toContainText("api.video did not answer");
  await expect(state(page)).toContainText("Vendor is having trouble");
  await expect(page.getByText("Needs you")).toBeHidden();
  await vendors.recover();
  await press(page, "Refresh now");
  await expect(page.getByText("A new token was fetched. Everything works.")).toBeVisible();
  await expect(state(page)).toContainText("Works");
});

test("reconnecting with another account changes nothing and offers to link it as a new one", async ({
  page,
  me: _me,
}) => {
  const path = await linkWistia(page);
  await press(page, "Reconnect");
  await expect(main(page)).toContainText("This mends Acme Studios. Another account is refused");
  await press(page, "Continue to Wistia", /^Northwind Films/, "Authorize");
  expect(await connectionPath(page)).toBe(path);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Acme Studios");
  await expect(main(page)).toContainText("That is a different account");
  await expect(state(page)).toContainText("Works");
  await page.getByRole("link", { name: "Connect it as a new account" }).click();
  await press(page, "Continue to Wistia", /^Northwind Films/);
  expect(await connectionPath(page)).not.toBe(path);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Northwind Films");
});

test("a declined reconnect leads back to a link that still works", async ({ page, me: _me }) => {
  const path = await linkGist(page);
  await press(page, "Reconnect", "Continue to Gist", /^Acme Support/, "Deny");
  await page.goto(path);
  await expect(state(page)).toContainText("Works");
  await expect(main(page)).toContainText("Waiting for Gist");
  await press(page, "Cancel");
  expect(await connectionPath(page)).toBe(path);
  await expect(main(page)).toContainText("The attempt is cancelled.");
  await press(page, "Undo");
  expect(await connectionPath(page)).toBe(path);
  await expect(main(page)).toContainText("Waiting for Gist");
});

test("somebody else's connection is not there", async ({ page, anotherBrowser, rig, me: _me }) => {
  const path = await linkApiVideo(page);
  const other = await anotherBrowser();
  await signedIn(other.context(), rig, "Olu Other");
  for (const each of [
    path,
    `${path}/disconnect`,
    `/connect/api-video?connection=${path.split("/").at(-1)}`,
  ]) {
    const answer = await other.goto(each);
    expect(answer?.status()).toBe(404);
    await expect(other.getByRole("heading", { level: 1 })).toHaveText("There is nothing here");
    await expect(main(other)).not.toContainText("api.video");
  }
});
