import { test as base, expect, type Page } from "@playwright/test";
import { freePort } from "../../scripts/lib/ports.mjs";
import { bareEnvironment, startProgram } from "../rig/program.ts";
import { type Rig, startRig } from "../rig/rig.ts";
import { maya, press } from "./people.ts";

/** The example in examples/host-app, used by its customer: windows, frames, and what the host hears of them. */

type Host = { rig: Rig; url: string; heard: () => Promise<string[]> };

// Another site than ours, as a host application is: the frame's cookie has to get by with being a stranger's.
const test = base.extend<object, { host: Host }>({
  host: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the braces.
    async ({}, use) => {
      const port = await freePort();
      const url = `http://127.0.0.1:${port}`;
      const rig = await startRig({
        env: { RETURN_ADDRESSES: url, WEBHOOKS_ALLOW_PRIVATE: "yes", SWEEP_EVERY_SECONDS: "1" },
      });
      const key = (await rig.cli("api-key", "create", "--name", "host application")).stdout.trim();
      const endpoint = await fetch(`${rig.url}/api/v1/webhooks`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify({ url: `${url}/webhooks`, name: "the host application" }),
      });
      const { secret } = await endpoint.json();
      const program = startProgram(["examples/host-app/server.ts"], {
        ...bareEnvironment(),
        PORT: String(port),
        HOST_URL: url,
        PATCHBAY_URL: rig.url,
        PATCHBAY_API_KEY: key,
        WEBHOOK_SECRET: secret,
      });
      await program.says(/^The host application is at /m, 30_000);
      await use({ rig, url, heard: async () => (await fetch(`${url}/heard`)).json() });
      await program.kill();
      await rig.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

const outcome = (page: Page) => page.getByRole("status");

/** Opens the host's page and presses the button that opens a window. */
async function opened(page: Page, host: Host): Promise<Page> {
  await page.goto(host.url);
  const window = page.waitForEvent("popup");
  await page.getByRole("button", { name: "Connect in a window" }).click();
  return window;
}

/** From the list in a window: the way there is a link, all others are buttons. */
async function walk(window: Page, link: string, ...buttons: (string | RegExp)[]) {
  await window.getByRole("link", { name: link, exact: true }).click();
  await press(window, ...buttons);
}

test("a customer links an account in a window, and the host works with it", async ({ page, host }) => {
  const window = await opened(page, host);
  await walk(window, "Connect Wistia", "Continue to Wistia", maya, /^Acme Studios/, "Authorize");
  await expect(outcome(page)).toHaveText(/^linked [0-9a-f-]{36}$/);
  await expect.poll(() => window.isClosed()).toBe(true);
  const account = page.getByRole("listitem").filter({ hasText: "Acme Studios" });
  await expect(account).toContainText("First videos: ");
  await expect.poll(host.heard).toContain("connection.linked");
  const [id] = (await outcome(page).textContent())?.match(/[0-9a-f-]{36}$/) ?? [];
  const answer = await page.request.get(`${host.url}/token-works?connection=${id}`);
  expect(await answer.json()).toMatchObject({ authorizationBegins: "Bearer " });
});

test("a customer links an account in a frame on the host's own page", async ({ page, context, host }) => {
  await page.goto(host.url);
  await page.getByRole("button", { name: "Connect on this page" }).click();
  const frame = page.frameLocator("iframe[title='Connect your accounts']");
  const window = context.waitForEvent("page");
  await frame.getByRole("button", { name: "Connect Gist" }).click();
  await press(await window, "Continue to Gist", maya, /^Acme Support/, "Allow");
  await expect(outcome(page)).toHaveText(/^linked [0-9a-f-]{36}$/);
  await expect(page.locator("iframe")).toHaveCount(0);
});

test("saying no, closing the window and a browser that opens none are told apart", async ({ page, host }) => {
  const declined = await opened(page, host);
  await walk(declined, "Connect Wistia", "Continue to Wistia", maya, /^Northwind Films/, "Deny");
  await expect(outcome(page)).toHaveText("denied");

  const closed = await opened(page, host);
  await expect(closed.getByRole("heading", { name: "Connect your accounts" })).toBeVisible();
  await closed.close();
  await expect(outcome(page)).toHaveText("closed", { timeout: 15_000 });

  await page.goto(host.url);
  await page.evaluate(() => {
    window.open = () => null;
  });
  await page.getByRole("button", { name: "Connect in a window" }).click();
  await expect(outcome(page)).toHaveText("blocked");
});

test("a page that is not among the allowed may not show it", async ({ page, host }) => {
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  await page.goto(`${host.rig.emulator.url}/_control`);
  await page.setContent(`<iframe src="${host.rig.url}/connect-session/over"></iframe>`);
  await expect.poll(() => complaints.join("\n")).toContain("frame-ancestors");
});
