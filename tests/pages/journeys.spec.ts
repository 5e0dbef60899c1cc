import type { Page } from "@playwright/test";
import { expect, minutes, signedIn, test, type Vendors } from "./fixtures.ts";
import { alert, button, connectionPath, linkGist, linkWistia, maya, press, state } from "./people.ts";

/** What makes the dashboard one to enjoy, point by point, on a wide light screen and on a narrow dark one. */

const lookless = "The same on every screen.";
const main = (page: Page) => page.getByRole("main");
const region = (page: Page, name: string) => page.getByRole("region", { name });
const accounts = (page: Page) => region(page, "Your accounts").getByRole("listitem");
const said = (page: Page) => page.locator("p[aria-live=polite]");
const mark = (page: Page) =>
  page.evaluate(() => {
    document.documentElement.dataset.marked = "yes";
  });
const isSameDocument = (page: Page) => page.evaluate(() => document.documentElement.dataset.marked === "yes");

/** Links without showing a page: off to the vendor, who agrees, and back. */
async function linked(page: Page, vendors: Vendors, provider: string, account = ""): Promise<string> {
  const vendor = provider.startsWith("wix") ? "wix" : provider;
  await vendors.settings(vendor, { autoAnswer: "allow", autoAccount: account });
  const origin = new URL(page.url()).origin;
  const answer = await page.request.post(`/link/${provider}`, { headers: { origin } });
  await vendors.settings(vendor, { autoAnswer: "off", autoAccount: "" });
  return new URL(answer.url()).pathname;
}

test("1: accounts are searched, narrowed and ordered, and the address keeps it", async ({
  page,
  vendors,
  me: _me,
}) => {
  await page.goto("/connections");
  for (const account of ["4101", "4102"]) await linked(page, vendors, "wistia", account);
  for (const provider of ["gist", "wix"]) await linked(page, vendors, provider);
  await page.goto("/connections?q=o&sort=name");
  const names = accounts(page).getByRole("link");
  await expect(names.first()).toBeVisible();
  expect(await names.allInnerTexts()).toEqual([...(await names.allInnerTexts())].sort());

  await page.getByLabel("Find an account").fill("northwind");
  await press(page, "Show");
  await expect(accounts(page)).toHaveCount(1);
  await expect(page).toHaveURL(/q=northwind/);
  await page.goBack();
  await expect(accounts(page)).not.toHaveCount(1);
  await page.goForward();
  await expect(accounts(page)).toHaveCount(1);
  await page.getByRole("link", { name: "Show all" }).click();
  await expect(accounts(page)).toHaveCount(4);
});

test("2: a connection tells its life, its facts, its permissions, its data, and what it is called", async ({
  page,
  me: _me,
}) => {
  const path = await linkWistia(page);
  const works = region(page, "It works");
  await expect(works).toContainText(/Acme Studios\S? is linked\./);
  await expect(works).toContainText(/What comes through: \d+ videos/);
  await works.getByRole("link", { name: "See the life of its token" }).click();
  await expect(region(page, "The life of its token")).toBeInViewport();

  const activity = region(page, "Activity");
  await expect(activity.getByText("Generation")).toBeHidden();
  await activity.locator("summary").first().click();
  await expect(activity).toContainText(/Kind\s*linked/);
  await expect(activity).toContainText(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/);

  await page.goto(path);
  await expect(region(page, "From Wistia")).toContainText(/It works: \d+ videos/);
  await expect(region(page, "What it may do")).toContainText("Read everything, change nothing");
  await expect(region(page, "About this link")).toContainText(/Token last given out\s*Never/);

  await page.getByText("Rename", { exact: true }).click();
  await page.getByLabel("Your name for this account").fill("Client videos");
  await press(page, "Save");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Client videos");
  await press(page, "Undo");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Acme Studios");
});

test("3: the coming week says what needs its person and what goes on by itself", async ({
  page,
  vendors,
  me: _me,
}) => {
  await page.goto("/connections");
  const path = await linked(page, vendors, "wistia", "4101");
  await linked(page, vendors, "gist");
  await vendors.act("wistia/revoke");
  await page.goto(path);
  await press(page, "Test now");
  await expect(state(page)).toContainText("Needs you");
  await page.goto("/connections");
  await page.getByRole("link", { name: "See what happens when" }).click();
  await expect(page).toHaveURL(/\/week$/);
  await expect(page).toHaveTitle("Needs you: 1 · Patchbay");
  await expect(region(page, "Needs you")).toContainText("Acme Studios");
  await expect(region(page, "Goes on by itself")).toContainText("Gist workspace");
  await region(page, "Needs you").getByRole("link", { name: "Reconnect Acme Studios" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Reconnect “Acme Studios”");
});

test.describe("4: a flow", () => {
  test("that a vendor leaves unanswered waits, is cancelled, and is taken up again", async ({
    page,
    me: _me,
  }) => {
    await page.goto("/connect/gist");
    await expect(main(page)).toContainText("What will be asked for");
    await expect(main(page)).toContainText("Who may approve it");
    await expect(main(page)).toContainText("What happens at Gist");
    await press(page, "Continue to Gist", maya, /^Acme Support/, "Deny");
    await page.goto("/connect/gist");
    await expect(main(page)).toContainText("Waiting for Gist");
    await press(page, "Cancel");
    await expect(main(page)).toContainText("The attempt is cancelled. Nothing was linked.");
    await press(page, "Undo");
    await expect(main(page)).toContainText("It is waiting again.");
    await page.getByRole("link", { name: "Start again" }).click();
    await press(page, "Continue to Gist", /^Acme Support/, "Allow");
    await expect(region(page, "It works")).toBeVisible();
  });

  test("that reconnects shows the permissions before and after", async ({ page, vendors, me: _me }) => {
    await vendors.act("applications/wistia", { scopes: ["all:read", "media:upload"] });
    const path = await linkWistia(page);
    await vendors.act("applications/wistia", { scopes: ["media:upload", "stats:read"] });
    await press(page, "Reconnect", "Continue to Wistia", /^Acme Studios/, "Authorize");
    expect(await connectionPath(page)).toBe(path);
    const change = region(page, "Before and after");
    await expect(change).toContainText("See how often your videos are watched (new)");
    await expect(change).toContainText("Read everything, change nothing (no longer granted)");
    await expect(change).toContainText(
      "1 came with this reconnect and 1 went. Everything else is as before.",
    );
  });

  test("that fails offers the next right thing, whatever it failed of", async ({
    page,
    isMobile,
    me: _me,
  }) => {
    test.skip(isMobile, lookless);
    const ends = [
      ["link_denied", "Start again"],
      ["link_expired", "Start again"],
      ["link_other_browser", "Start again"],
      ["link_other_person", "Start again"],
      ["link_unproven", /^Open Wistia/],
      ["provider_refused", /^Open Wistia/],
      ["provider_unreachable", "Start again"],
      ["provider_unreadable", "Write to an administrator"],
      ["provider_client_refused", "Write to an administrator"],
    ] as const;
    for (const [code, way] of ends) {
      await page.goto(`/connections?problem=${code}&provider=wistia`);
      await expect(main(page).getByRole("link", { name: way })).toBeVisible();
    }
    const letter = await page.getByRole("link", { name: "Write to an administrator" }).getAttribute("href");
    expect(decodeURIComponent(letter ?? "")).toContain("The code of it is provider_client_refused.");
  });
});

test("5: what happens elsewhere appears, is said, and takes no place away", async ({
  page,
  vendors,
  me: _me,
}) => {
  const path = await linkWistia(page);
  const line = page.waitForRequest(/\/api\/live\?/);
  await page.goto("/connections");
  await mark(page);
  await line;
  const row = page.getByRole("link", { name: "Acme Studios", exact: true });
  await row.focus();
  await vendors.act("wistia/revoke");
  await page.request.post(`${path}/test`, { headers: { origin: new URL(page.url()).origin } });
  await expect(said(page)).toContainText("No longer accepted");
  await expect(accounts(page).first()).toContainText("Needs you");
  await expect(page).toHaveTitle("Needs you: 1 · Patchbay");
  await expect(page.locator("link[rel=icon]")).toHaveAttribute("href", /icon-needs-you/);
  await expect(row).toBeFocused();
  expect(await isSameDocument(page)).toBe(true);
});

test.describe("6: in the making", () => {
  test("light, dark and the system's choice are all worn", async ({ page, me: _me }) => {
    await page.goto("/connections");
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const system = await ground();
    const worn = new Set<string>();
    for (const theme of ["Light", "Dark", "System"]) {
      await press(page, "Appearance", theme);
      await expect(page.locator("#appearance")).toBeHidden();
      await page.waitForLoadState();
      worn.add(await ground());
    }
    expect(worn.size).toBe(2);
    expect(await ground()).toBe(system);
  });

  test("nothing jumps while the vendor is still asked", async ({ page, vendors, rig, me: _me }) => {
    const path = await linkGist(page);
    await rig.clock.advance(minutes(6)); // What was seen a moment ago would be shown again.
    await vendors.fault({ vendor: "gist", kind: "delay", delayMs: 2_000, path: "/contacts", times: 5 });
    await page.goto("/connections");
    await page.addInitScript(() => {
      Object.assign(globalThis, { shifted: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
          (globalThis as unknown as { shifted: number }).shifted += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(path, { waitUntil: "commit" });
    await expect(region(page, "From Gist")).toContainText("Asking Gist");
    await expect(region(page, "From Gist")).toContainText("Nothing of it is stored.");
    const shifted = await page.evaluate(() => (globalThis as unknown as { shifted: number }).shifted);
    expect(shifted).toBeLessThan(0.1);
  });

  test("a link that needs its person says one thing loudest", async ({ page, vendors, me: _me }) => {
    await linkWistia(page);
    await vendors.act("wistia/revoke");
    await press(page, "Test now");
    await expect(alert(page)).toBeVisible();
    await expect(page).toHaveTitle("Needs you: Acme Studios · Patchbay");
    const ground = (name: string) =>
      button(page, name).evaluate((element) => getComputedStyle(element).backgroundColor);
    const [mends, ...others] = await Promise.all(["Reconnect", "Refresh now", "Test now"].map(ground));
    expect(others).not.toContain(mends);
    expect(new Set(others)).toEqual(new Set(["rgba(0, 0, 0, 0)"]));
    for (const name of ["Refresh now", "Test now"]) {
      await expect(button(page, name)).toBeDisabled();
      await expect(button(page, name)).toHaveAccessibleDescription(
        /cannot help any more: Wistia has to give new keys/,
      );
    }
  });

  test("a receipt is printed without what paper has no use for", async ({ page, me: _me }) => {
    await linkGist(page);
    await press(page, "Disconnect", "Disconnect");
    await expect(button(page, "Print it")).toBeVisible();
    await page.emulateMedia({ media: "print" });
    await expect(region(page, "Receipt")).toContainText("Keys erased");
    for (const name of ["Print it", "Reconnect", "Copy the account id"])
      await expect(button(page, name)).toBeHidden();
    await expect(region(page, "Activity")).toBeHidden();
    await expect(page.getByRole("navigation", { name: "Main" })).toBeHidden();
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe(
      "rgb(255, 255, 255)",
    );
  });

  test.describe("where the reader is in Denver", () => {
    test.use({ locale: "en-US", timezoneId: "America/Denver" });

    test("dates are written as they are there", async ({ page, isMobile, me: _me }) => {
      test.skip(isMobile, lookless);
      await linkGist(page);
      await press(page, "Disconnect", "Disconnect");
      await expect(region(page, "Receipt").locator("time").last()).toHaveText(
        /^\w+day, \w+ \d{1,2}, \d{4} at \d{1,2}:\d\d:\d\d\s[AP]M M[DS]T$/,
      );
    });
  });
});

test("7: one's own account keeps what was chosen, and gives back what was changed", async ({
  page,
  context,
  rig,
}) => {
  const me = await signedIn(context, rig, "Ada Obi");
  await page.goto("/account");
  await page.getByLabel("Name").fill("Somebody Else");
  await button(region(page, "You"), "Save").click();
  await expect(main(page)).toContainText("You are signed in as Somebody Else");
  await press(page, "Undo");
  await expect(main(page)).toContainText(`You are signed in as ${me.name}`);
  await page.getByLabel("Before an account ends").uncheck();
  await button(region(page, "Emails"), "Save").click();
  await expect(page.getByLabel("Before an account ends")).not.toBeChecked();
  await press(page, "Undo");
  await expect(page.getByLabel("Before an account ends")).toBeChecked();
  await expect(region(page, "Where you are signed in").getByRole("listitem")).toHaveCount(1);
});
