import { createRequire } from "node:module";
import type { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "../rig/browser.ts";

const from = createRequire(createRequire(import.meta.url).resolve("@axe-core/playwright"));
const { source }: { source: string } = from("axe-core");
type Results = Awaited<ReturnType<AxeBuilder["analyze"]>>;

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Wide and narrow, light and dark. */
export const looks = [
  { width: 1440, height: 900, colorScheme: "light" },
  { width: 390, height: 844, colorScheme: "dark" },
] as const;

export async function wear(page: Page, { width, height, colorScheme }: (typeof looks)[number]) {
  const scheme = `(prefers-color-scheme: ${colorScheme})`;
  const isWorn = await page.evaluate((query) => matchMedia(query).matches, scheme);
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.setViewportSize({ width, height });
  // Rows that were never on the screen keep the colours they were first given.
  if (!isWorn) await page.reload();
}

/** Axe itself in the page: its builder puts it there twice and brings back all that is well, for twice the time. */
export async function expectNoViolations(page: Page, where: string) {
  await page.evaluate(source);
  const violations = await page.evaluate(async (values) => {
    const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<Results> } };
    const options = { runOnly: { type: "tag", values }, resultTypes: ["violations"] };
    return (await axe.run(options)).violations;
  }, rules);
  const found = violations.map(
    ({ id, help, nodes }) => `${where}: ${id}, ${help}: ${nodes.map(({ html }) => html).join(" | ")}`,
  );
  expect(found).toEqual([]);
}

/** Everything is reached by scrolling down alone (WCAG 2.2, 1.4.10). */
export async function expectNoSidewaysScrolling(page: Page, where: string) {
  const [content, window] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth];
  });
  expect(content, `${where}: wider than its window`).toBeLessThanOrEqual(window ?? 0);
}

/** A reader that jumps by landmarks and headings finds its way. */
export async function expectOutline(page: Page, where: string) {
  const outline = await page.evaluate(() => ({
    title: document.title.trim(),
    lang: document.documentElement.lang,
    h1: document.querySelectorAll("h1").length,
    main: document.querySelectorAll("main").length,
    levels: [...document.querySelectorAll("h1, h2, h3, h4")].map(({ tagName }) => Number(tagName[1])),
    ids: [...document.querySelectorAll("[id]")].map(({ id }) => id),
  }));
  expect(outline, where).toMatchObject({ lang: "en", h1: 1, main: 1 });
  expect(outline.title, where).toMatch(/^\S.+ · \S/);
  outline.levels.forEach((level, index) => {
    expect(level - (outline.levels[index - 1] ?? 0), `${where}: a heading skips a level`).toBeLessThanOrEqual(
      1,
    );
  });
  expect(new Set(outline.ids).size, `${where}: an id stands twice`).toBe(outline.ids.length);
}
