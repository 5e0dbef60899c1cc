import { chromium } from "@playwright/test";
import lighthouse from "lighthouse";
import { percentile } from "../../scripts/lib/measure.mjs";
import { freePort } from "../../scripts/lib/ports.mjs";
import { launchOptions } from "../rig/browser.ts";

const categories = ["performance", "accessibility", "best-practices", "seo"];
const metrics = [
  "first-contentful-paint",
  "largest-contentful-paint",
  "total-blocking-time",
  "cumulative-layout-shift",
];

/** What somebody signed in sees is for nobody else: these pages ask not to be listed, and mean it. */
const notForThese = ["is-crawlable"];

export type Audited = {
  /** Of the categories 0 to 100, of the metrics as Lighthouse counts them; medians over all loads. */
  medians: Record<string, number>;
  /** The score of the load that other programs on the machine disturbed least. */
  bestPerformance: number;
  /** How fast the machine was meanwhile, by Lighthouse's own count; it takes 1000 and more for a desk's. */
  pace: number;
  /** What else than speed took points away, in any load. */
  complaints: string[];
};

/**
 * Lighthouse with its mobile settings: a phone of the middle, on a slow network. One load of each page after the
 * other, so that what disturbs the machine disturbs them alike.
 */
export async function audit(urls: string[], cookie: string, loads: number): Promise<Audited[]> {
  const port = await freePort();
  const { args, ...options } = launchOptions();
  const browser = await chromium.launch({ ...options, args: [...args, `--remote-debugging-port=${port}`] });
  try {
    const reports: Report[][] = urls.map(() => []);
    for (let load = 0; load < loads; load += 1)
      for (const [index, url] of urls.entries()) reports[index]?.push(await report(url, cookie, port));
    return reports.map(summed);
  } finally {
    await browser.close();
  }
}

function summed(reports: Report[]): Audited {
  const all = (name: string) => reports.map(({ values }) => values[name] ?? Number.NaN);
  return {
    medians: Object.fromEntries([...categories, ...metrics].map((name) => [name, median(all(name))])),
    bestPerformance: Math.max(...all("performance")),
    pace: median(reports.map(({ pace }) => pace)),
    complaints: [...new Set(reports.flatMap(({ complaints }) => complaints))],
  };
}

const median = (values: number[]): number => percentile(values, 0.5);

type Report = { values: Record<string, number>; pace: number; complaints: string[] };

async function report(url: string, cookie: string, port: number): Promise<Report> {
  const run = await lighthouse(url, {
    port,
    logLevel: "error",
    extraHeaders: { Cookie: cookie },
    onlyCategories: categories,
    skipAudits: notForThese,
  });
  if (run === undefined) throw new Error(`Lighthouse had nothing to say about ${url}.`);
  const { lhr } = run;
  // Now and then a browser's trace lacks its beginning. Such a load says nothing.
  if (lhr.runtimeError?.code === "NO_NAVSTART") return report(url, cookie, port);
  const scores = Object.entries(lhr.categories).map(([id, { score }]) => [
    id,
    Math.round((score ?? 0) * 100),
  ]);
  const counted = metrics.map((id) => [id, lhr.audits[id]?.numericValue]);
  const complaints = Object.values(lhr.categories)
    .filter(({ id }) => id !== "performance")
    .flatMap(({ auditRefs }) => auditRefs.filter(({ weight }) => weight > 0))
    .flatMap(({ id }) => (lhr.audits[id]?.score === 0 ? [`${id}: ${lhr.audits[id].title}`] : []));
  return {
    values: Object.fromEntries([...scores, ...counted]) as Record<string, number>,
    pace: lhr.environment.benchmarkIndex,
    complaints,
  };
}
