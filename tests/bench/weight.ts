import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import AxeBuilder from "@axe-core/playwright";
import { chromium, type Page } from "@playwright/test";
import { inRoot } from "../../scripts/lib/root.mjs";
import { launchOptions } from "../rig/browser.ts";

export type Weight = {
  /** Gzipped, as they come over the wire. */
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

/** The framework alone: what the build says that every page begins with, whatever is on it. */
export function floorBytes(): number {
  const { rootMainFiles } = JSON.parse(readFileSync(inRoot(".next", "build-manifest.json"), "utf8"));
  return (rootMainFiles as string[])
    .map((file) => gzipSync(readFileSync(inRoot(".next", file))).byteLength)
    .reduce((total, bytes) => total + bytes, 0);
}
