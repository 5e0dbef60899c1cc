import { test as base, devices, type PlaywrightTestConfig } from "@playwright/test";
import { findBrowser } from "../../scripts/lib/browser.mjs";
import { type Rig, startRig } from "./rig.ts";

/**
 * Chromium's own windows open two pages for their address bar, which costs more than most of our tests do. The
 * last list wins, so what Playwright switches off is said again.
 */
const withoutFeatures = [
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "WebUIOmniboxFullPopup",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "ThirdPartyStoragePartitioning",
];

/** Without the background ones Chromium keeps trying hosts that a test must not need. */
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  `--disable-features=${withoutFeatures.join()}`,
];

export function launchOptions() {
  const executablePath = findBrowser();
  return { args: flags, ...(executablePath ? { executablePath } : {}) };
}

/** The two looks in which people walk; what does not depend on the look is walked in the first alone. */
export const looks = [
  { name: "desktop", use: { viewport: { width: 1440, height: 900 }, colorScheme: "light" } },
  {
    name: "phone",
    testMatch: /(walks|sign-in|journeys)\.spec\.ts$/,
    use: {
      viewport: { width: 390, height: 844 },
      colorScheme: "dark",
      isMobile: true,
      hasTouch: true,
      userAgent: devices["Pixel 7"].userAgent,
    },
  },
] satisfies PlaywrightTestConfig["projects"];

/** Tests of pages get a running app: one per worker, shared by its tests, so each test makes its own person. */
export const test = base.extend<object, { rig: Rig }>({
  rig: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures are needed.
    async ({}, use) => {
      const rig = await startRig();
      await use(rig);
      await rig.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  baseURL: ({ rig }, use) => use(rig.url),
});

export { expect } from "@playwright/test";
