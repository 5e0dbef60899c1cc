import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { inRoot } from "./root.mjs";
import { capture } from "./run.mjs";
import { say, step, Trouble } from "./say.mjs";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const usual = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** The path of a Chromium: one that is there already, else Playwright's, else the system's. */
export async function browser(env) {
  const found = findBrowser() ?? (await playwrights(env));
  if (found) return found;

  const playwright = await attempt("Fetching Chromium through Playwright", env, 240_000, [
    [process.execPath, [inRoot("node_modules", "playwright", "cli.js"), "install", "chromium"]],
  ]);
  if (playwright) {
    const fetched = await playwrights(env);
    if (fetched) return fetched;
  }

  if (process.platform === "linux" && process.getuid() === 0 && onPath("apt-get")) {
    await attempt(
      "Installing Chromium with apt-get",
      { ...env, DEBIAN_FRONTEND: "noninteractive" },
      300_000,
      [
        ["apt-get", ["update", "-qq"]],
        ["apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"]],
      ],
    );
    const installed = findBrowser();
    if (installed) return installed;
  }
  throw new Trouble(
    "No Chromium was found and none could be fetched. Install Chromium or Google Chrome, or point CHROMIUM_PATH at one, and run the same command again.",
  );
}

export function findBrowser() {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new Trouble(`CHROMIUM_PATH says ${named}, but there is no such file.`);
  }
  return names.map(onPath).find(Boolean) ?? usual.find(existsSync);
}

async function playwrights(env) {
  const print = 'process.stdout.write(require("playwright-core").chromium.executablePath())';
  const { code, stdout } = await capture(process.execPath, ["--eval", print], { env });
  return code === 0 && existsSync(stdout) ? stdout : undefined;
}

async function attempt(title, env, timeoutMs, commands) {
  try {
    await step(title, async () => {
      for (const [file, args] of commands) {
        const { code, output } = await capture(file, args, { env, timeoutMs });
        if (code !== 0) throw new Error(reason(output));
      }
    });
    return true;
  } catch (error) {
    say(error.message);
    return false;
  }
}

/** The end of what a tool printed, without the places in its own code. */
const reason = (output) =>
  output
    .trim()
    .split("\n")
    .filter((line) => !/^\s+at /.test(line))
    .slice(-2)
    .join("\n");

function onPath(name) {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(existsSync);
}
