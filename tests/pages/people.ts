import type { Locator, Page } from "@playwright/test";
import { expect } from "./fixtures.ts";

/** What a person does with their hands, here and at the vendors. */

export const keys = {
  production: "Tq7LmZ2vXc9RbN4kWs8HdYp1GfJu6EoAi3KtVnQx5Me",
  sandbox: "Sb3NwKx8VtLq2ZcRm7YpDf5HjGa9UeQo1TiXnBk4Wrs",
  otherProject: "Sb9CvBnM4LkJhGf2DsAqWe7RtYuIoP1ZxXcVb6NmQwe",
};

export const maya = /^Continue as Maya/;
export const acmeStudios = /^Acme Studios/;

export const button = (page: Page | Locator, name: string | RegExp) =>
  page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name });

/** One button after the other, each on the page that the one before led to. */
export async function press(page: Page | Locator, ...names: (string | RegExp)[]) {
  for (const name of names) await button(page, name).click();
}

/** Said inside the page; Next's own announcer, beside it, is an alert too. */
export const alert = (page: Page) => page.getByRole("main").getByRole("alert");
export const state = (page: Page) => page.getByRole("status");

/** Waits for a connection's page; answers the connection's path. */
export async function connectionPath(page: Page) {
  await expect(page).toHaveURL(/\/connections\/[0-9a-f-]{36}(\?|$)/);
  return new URL(page.url()).pathname;
}

/** From the page before leaving, through Wistia's pages, to the connection's own. */
export async function linkWistia(page: Page, account: RegExp = acmeStudios) {
  await page.goto("/connect/wistia");
  await press(page, "Continue to Wistia", maya, account, "Authorize");
  return connectionPath(page);
}

export async function linkGist(page: Page) {
  await page.goto("/connect/gist");
  await press(page, "Continue to Gist", maya, /^Acme Support/, "Allow");
  return connectionPath(page);
}

export async function linkApiVideo(page: Page, key = keys.sandbox) {
  await page.goto("/connect/api-video");
  await page.getByLabel("API key", { exact: true }).fill(key);
  await press(page, "Connect api.video");
  return connectionPath(page);
}

/**
 * While a page is on its way to the next one, nobody can ask it anything; so it notes itself which button showed
 * that something is under way, and how much moved meanwhile.
 */
export async function rememberWaiting(page: Page) {
  await page.evaluate(() => {
    new MutationObserver(([change]) => {
      const textContent = change?.target.textContent;
      const moving = document.getAnimations().filter(({ playState }) => playState === "running").length;
      sessionStorage.setItem("waiting", JSON.stringify({ name: textContent?.trim(), moving }));
    }).observe(document.body, { subtree: true, attributeFilter: ["aria-busy"] });
  });
}

export async function waitingSeen(page: Page): Promise<{ name: string; moving: number } | null> {
  return JSON.parse(await page.evaluate(() => sessionStorage.getItem("waiting") ?? "null"));
}
