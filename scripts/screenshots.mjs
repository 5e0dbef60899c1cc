/**
 * `npm run screenshots`: every page and state, wide and narrow, light and dark, into ./screenshots; with a part
 * of a name (`-- connection-`) only those.
 */
import "./lib/leave-with-parent.mjs";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { chromium } from "@playwright/test";
import { launchOptions } from "../tests/rig/browser.ts";
import { admin, startRig } from "../tests/rig/rig.ts";
import { inRoot } from "./lib/root.mjs";
import { step } from "./lib/say.mjs";

const folder = inRoot("screenshots");
const looksAt = (widths) =>
  widths.flatMap((width) => ["light", "dark"].map((colorScheme) => ({ width, colorScheme })));
const [wanted = ""] = process.argv.slice(2);
const password = "a-person-in-pictures";

const rig = await startRig();
const browser = await chromium.launch(launchOptions());
try {
  if (wanted === "") rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const state of await states())
    if (state.name.includes(wanted)) await step(state.name, () => take(state));
} finally {
  await browser.close();
  await rig.stop();
}

/** What the pages' tests list; without a list, the two pages everybody sees. */
async function states() {
  if (existsSync(inRoot("tests", "pages", "states.ts")))
    return (await import("../tests/pages/states.ts")).states;
  return [
    { name: "sign-in", path: "/sign-in", as: "anonymous" },
    { name: "connections", path: "/connections", as: "user" },
  ];
}

/** `prepare({ page, rig })` brings the state about once, signed in; it may answer with the path to look at. */
async function take({ name, path, as, wide, prepare }) {
  const context = await browser.newContext({ baseURL: rig.url, reducedMotion: "reduce" });
  const page = await context.newPage();
  await signIn(page, as, name);
  await page.goto((await prepare?.({ page, rig })) ?? path);
  await page.evaluate(() => document.fonts.ready);
  for (const { width, colorScheme } of looksAt(wide ? [390, 1440, 2560] : [390, 1440])) {
    await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
  }
  await context.close();
}

/** A user of one's own per state, so that one state does not show in another. */
async function signIn(page, as, name) {
  if (as === "anonymous") return;
  const person = as === "admin" ? admin : { email: `${name.replace(/\W+/g, "-")}@example.com`, password };
  if (as === "user") {
    const args = [
      "--email",
      person.email,
      "--password",
      person.password,
      "--role",
      "user",
      "--name",
      "Ada Obi",
    ];
    const { code, stderr } = await rig.cli("user", "create", ...args);
    if (code !== 0) throw new Error(`user create ended with code ${code}: ${stderr}`);
  }
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}
