import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { button, connectionPath, keys, linkWistia, maya, press, state } from "./people.ts";

/** The main thing, for each vendor, the way a person does it: by reading and clicking. */

type Walk = {
  id: string;
  name: string;
  /** What the page before leaving has to say. */
  before: string[];
  agree: (page: Page) => Promise<void>;
  /** The vendor knows the person by then, and perhaps the answer. */
  agreeAgain: (page: Page) => Promise<void>;
  account: string;
  permission: string | RegExp;
  refreshed: RegExp;
  receipt: string;
};

const fetched = /A new token was fetched\. Everything works\./;
const byHand = "Cannot be revoked from here";
const bakery = /^Acme Bakery/;

async function pasteKey(page: Page, verb: "Connect" | "Reconnect") {
  await page.getByLabel("API key", { exact: true }).fill(keys.production);
  await page.getByLabel("Production", { exact: true }).check();
  await press(page, `${verb} api.video`);
}

const walks: Walk[] = [
  {
    id: "wistia",
    name: "Wistia",
    before: ["fixed where this app is registered at Wistia", "Only managers and owners"],
    agree: (page) => press(page, "Continue to Wistia", maya, /^Acme Studios/, "Authorize"),
    agreeAgain: (page) => press(page, "Continue to Wistia", /^Acme Studios/),
    account: "Acme Studios",
    permission: "Read everything, change nothing",
    refreshed: fetched,
    receipt: "Wistia has been told and confirmed it",
  },
  {
    id: "gist",
    name: "Gist",
    before: ["See who is on the team", "Anyone who may install apps", "Gist does not send you back"],
    agree: (page) => press(page, "Continue to Gist", maya, /^Acme Support/, "Allow"),
    agreeAgain: (page) => press(page, "Continue to Gist", /^Acme Support/, "Allow"),
    account: "Gist workspace (3 teammates, Maya Okafor)",
    permission: "See who is on the team",
    refreshed: /it was tested instead: it works\./,
    receipt: byHand,
  },
  {
    id: "api-video",
    name: "api.video",
    before: ["Whatever the key itself may do", "Anyone who can see the API keys"],
    agree: (page) => pasteKey(page, "Connect"),
    agreeAgain: (page) => pasteKey(page, "Reconnect"),
    account: "api.video production pr5Acme0Streaming001",
    permission: "api.video knows no scopes",
    refreshed: fetched,
    receipt: byHand,
  },
  {
    id: "wix",
    name: "Wix",
    before: ["fixed where this app is registered at Wix"],
    agree: (page) => press(page, "Continue to Wix", maya, bakery, "Agree and install"),
    agreeAgain: (page) => press(page, "Continue to Wix", bakery, "Agree and install"),
    account: "Acme Bakery",
    permission: "Manage this app on the site",
    refreshed: fetched,
    receipt: byHand,
  },
  {
    id: "wix-advanced",
    name: "Wix (custom authentication)",
    before: ["fixed where this app is registered at Wix"],
    agree: (page) =>
      press(page, "Continue to Wix (custom authentication)", maya, bakery, "Agree and install"),
    agreeAgain: (page) => press(page, "Continue to Wix (custom authentication)", bakery, "Agree and install"),
    account: "Acme Bakery",
    permission: "Manage this app on the site",
    refreshed: fetched,
    receipt: byHand,
  },
];

for (const walk of walks) {
  test(`${walk.name} is linked, refreshed, tested, reconnected and disconnected`, async ({ page, me }) => {
    await page.goto("/connections");
    await expect(page.getByText("Nothing linked yet")).toBeVisible();
    await page.getByRole("link", { name: `Connect ${walk.name}`, exact: true }).click();
    await expect(page.getByRole("heading", { name: `Connect ${walk.name}`, level: 1 })).toBeVisible();
    for (const words of walk.before) await expect(page.getByRole("main")).toContainText(words);

    await walk.agree(page);
    const path = await connectionPath(page);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(walk.account);
    await expect(state(page)).toContainText("Works");
    await expect(page.getByText(/ is linked\.$/)).toContainText(walk.account);
    await expect(page.getByRole("region", { name: "What it may do" })).toContainText(walk.permission);
    await expect(page.getByRole("region", { name: "About this link" })).toContainText(me.name);

    await press(page, "Refresh now");
    await expect(page.getByText(walk.refreshed)).toBeVisible();
    await expect(state(page)).toContainText("Works");

    await press(page, "Test now");
    await expect(page.getByText("The vendor answered: it works.")).toBeVisible();
    await page.getByRole("link", { name: "Hide this message" }).click();
    await expect(page.getByText("The vendor answered: it works.")).toBeHidden();

    await press(page, "Reconnect");
    await expect(page.getByRole("heading", { level: 1 })).toContainText(`Reconnect “${walk.account}”`);
    await walk.agreeAgain(page);
    await expect(page.getByText(/ is linked again, with the same id/)).toContainText(walk.account);
    expect(await connectionPath(page)).toBe(path);
    await expect(page.getByRole("region", { name: "Activity" })).toContainText("Reconnected");

    await press(page, "Disconnect");
    await expect(page.getByRole("heading", { level: 1 })).toContainText(`Disconnect “${walk.account}”?`);
    await press(page, "Disconnect");
    expect(await connectionPath(page)).toBe(path);
    await expect(state(page)).toContainText("Disconnected");
    const receipt = page.getByRole("region", { name: "Receipt" });
    await expect(receipt).toContainText("Keys erased");
    await expect(receipt).toContainText(walk.receipt);
    await expect(button(page, "Refresh now")).toBeHidden();

    await page.getByRole("main").getByRole("link", { name: "Connections" }).click();
    const row = page.getByRole("listitem").filter({ hasText: walk.account });
    await expect(row).toContainText("Disconnected");
    await expect(row.getByRole("link", { name: walk.account })).toHaveAttribute("href", path);
  });
}

test("several accounts stand side by side, each with a page of its own", async ({ page, me: _me }) => {
  const first = await linkWistia(page);
  await page.goto("/connect/wistia");
  await press(page, "Continue to Wistia", /^Northwind Films/, "Authorize");
  const second = await connectionPath(page);
  expect(second).not.toBe(first);
  await page.goto("/connect/wix");
  await press(page, "Continue to Wix", maya, /^Maya's Portfolio/, "Agree and install");
  await connectionPath(page);

  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Connections" }).click();
  const accounts = page.getByRole("region", { name: "Your accounts" });
  await expect(accounts.getByRole("listitem")).toHaveCount(3);
  for (const name of ["Acme Studios", "Northwind Films", "Maya's Portfolio"])
    await expect(accounts.getByRole("link", { name })).toBeVisible();

  await accounts.getByRole("link", { name: "Northwind Films" }).click();
  await expect(page).toHaveURL(second);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Northwind Films");
});

test("an installation that begins at Wix is finished here and ends in Wix's window", async ({
  page,
  vendors,
  me: _me,
}) => {
  await page.goto(`${vendors.url}/www.wix.com/app-market`);
  await press(page, maya, bakery, "Install Patchbay Classic");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Finish connecting Wix (custom authentication)",
  );
  await press(page, "Continue to Wix (custom authentication)", "Agree and install");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("All set");
  await page.goto("/connections");
  await expect(page.getByRole("link", { name: "Acme Bakery" })).toBeVisible();
});
