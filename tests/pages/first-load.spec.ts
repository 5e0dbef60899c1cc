import type { Page } from "@playwright/test";
import { expect, signedIn, test } from "./fixtures.ts";

/** What a browser that has nothing yet is sent. */

/** Sizes of the fonts that a page has fetched. */
const fonts = (page: Page) =>
  page.evaluate(async () => {
    await document.fonts.ready;
    const entries = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    return entries
      .filter(({ name }) => name.endsWith(".woff2"))
      .map(({ encodedBodySize }) => encodedBodySize);
  });

test("a page in Latin letters fetches a fraction of its font, and a name in others the whole", async ({
  page,
  rig,
}) => {
  await signedIn(page.context(), rig, "Zoë O’Brien");
  await page.goto("/account");
  const latin = await fonts(page);
  expect(latin).toHaveLength(1);
  expect(latin[0]).toBeLessThan(20_000);

  await page.context().clearCookies();
  await signedIn(page.context(), rig, "Łucja Дворжак");
  await page.goto("/sign-in");
  await page.goto("/account");
  await expect.poll(async () => (await fonts(page)).some((bytes) => bytes > 50_000)).toBe(true);
});

test("what a page begins with is compressed, kept, and compiled while it arrives", async ({ page, rig }) => {
  await page.goto("/sign-in");
  const sources = await page
    .locator("script[src]:not([nomodule])")
    .evaluateAll((scripts) => scripts.map((script) => (script as HTMLScriptElement).src));
  const largest = await Promise.all(
    sources.map(async (source) => {
      const answer = await page.request.get(source, { headers: { "accept-encoding": "br" } });
      return { answer: answer.headers(), text: await answer.text() };
    }),
  ).then((all) => all.filter(({ text }) => text.length > 100_000));
  expect(largest.length).toBeGreaterThan(0);
  for (const { answer, text } of largest) {
    expect(answer).toMatchObject({
      "content-encoding": "br",
      "cache-control": expect.stringContaining("immutable"),
    });
    expect(text.startsWith("//# allFunctionsCalledOnLoad\n")).toBe(true);
  }
  const document = await page.request.get(`${rig.url}/sign-in`, { headers: { "accept-encoding": "br" } });
  expect(document.headers()["content-encoding"]).toBe("br");
});
