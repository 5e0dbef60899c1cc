import { once } from "node:events";
import { readFileSync } from "node:fs";
import { get } from "node:http";
import AxeBuilder from "@axe-core/playwright";
import { chromium, type Page } from "@playwright/test";
import { inRoot } from "../../scripts/lib/root.mjs";
import { launchOptions } from "../rig/browser.ts";

export type Weight = {
  /** Compressed, as they come over the wire. */
  scriptBytes: number;
  documentBytes: number;
  violations: number;
};

/** What a browser that has nothing yet is sent for a page, and what axe says of it. */
export async function weigh(url: string, cookie: string): Promise<Weight> {
  const browser = await chromium.launch(launchOptions());
  try {
    const context = await browser.newContext({ extraHTTPHeaders: { cookie } });
    return await weighPage(await context.newPage(), url);
  } finally {
    await browser.close();
  }
}

async function weighPage(page: Page, url: string): Promise<Weight> {
  const sizes: Promise<{ type: string; bytes: number }>[] = [];
  page.on("requestfinished", (request) => {
    const type = request.resourceType();
    sizes.push(request.sizes().then(({ responseBodySize: bytes }) => ({ type, bytes })));
  });
  await page.goto(url, { waitUntil: "load" });
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const all = await Promise.all(sizes);
  const sum = (wanted: string) =>
    all.filter(({ type }) => type === wanted).reduce((total, { bytes }) => total + bytes, 0);
  return { scriptBytes: sum("script"), documentBytes: sum("document"), violations: violations.length };
}

/** The framework alone: what the build says that every page begins with, whatever is on it, over the same wire. */
export async function floorBytes(url: string): Promise<number> {
  const { rootMainFiles } = JSON.parse(readFileSync(inRoot(".next", "build-manifest.json"), "utf8"));
  const sizes = (rootMainFiles as string[]).map((file) => wireBytes(`${url}/_next/${file}`));
  return (await Promise.all(sizes)).reduce((total, bytes) => total + bytes, 0);
}

/** Asked for as a browser does. */
async function wireBytes(url: string): Promise<number> {
  const [response] = await once(
    get(url, { headers: { "accept-encoding": "gzip, deflate, br" } }),
    "response",
  );
  let bytes = 0;
  for await (const piece of response) bytes += piece.byteLength;
  return bytes;
}
