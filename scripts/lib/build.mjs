import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { alone } from "./lock.mjs";
import { inRoot, root } from "./root.mjs";
import { capture } from "./run.mjs";
import { say, step, Trouble } from "./say.mjs";

/** Everything that ends up in the built pages. The server file itself is run as it is. */
export const sources = [
  "app",
  "lib",
  "db",
  "public",
  "instrumentation.ts",
  "proxy.ts",
  "next.config.mjs",
  "postcss.config.mjs",
  "tailwind.config.ts",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];
const stamp = inRoot(".next", "built-from");

export async function build(env, { force = false, verbose = false, sayUpToDate = false } = {}) {
  if (!force && isBuilt()) {
    if (sayUpToDate) say("The build is up to date (--force builds again).");
    return;
  }
  await alone("build", async () => {
    if (force || !isBuilt()) await nextBuild(env, verbose);
  });
}

function isBuilt() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint(root, sources);
}

async function nextBuild(env, verbose) {
  // Taken before the build: what is edited meanwhile is built next time.
  const builtFrom = fingerprint(root, sources);
  rmSync(stamp, { force: true });
  await step("Building the pages", async () => {
    const next = inRoot("node_modules", "next", "dist", "bin", "next");
    const { code, output } = await capture(process.execPath, [next, "build"], {
      env: buildEnvironment(env),
      verbose,
    });
    if (code !== 0) throw new Trouble(`${output.trim()}\n\nThe build failed; the reason is above.`);
  });
  hintFramework();
  writeFileSync(stamp, builtFrom);
}

/**
 * Browsers that know the hint (V8's explicit compile hints) compile what every page begins with beside the main
 * thread, while it loads, instead of function by function at the moment when the page comes to life.
 */
function hintFramework() {
  const { rootMainFiles } = JSON.parse(readFileSync(inRoot(".next", "build-manifest.json"), "utf8"));
  for (const file of rootMainFiles.map((each) => inRoot(".next", each)))
    writeFileSync(file, `//# allFunctionsCalledOnLoad\n${readFileSync(file, "utf8")}`);
}

const buildEnvironment = (env) => ({
  ...env,
  NODE_ENV: "production",
  NEXT_TELEMETRY_DISABLED: "1",
  // Next then leaves .env alone: what is built must not depend on whose machine builds it.
  __NEXT_PROCESSED_ENV: "true",
});

/** A hash over names and contents, the same for the same files in any order of reading. */
export function fingerprint(folder, paths) {
  const hash = createHash("sha256");
  for (const path of paths.flatMap((each) => filesUnder(folder, each)).sort()) {
    const content = readFileSync(join(folder, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

function filesUnder(folder, path) {
  const info = statSync(join(folder, path), { throwIfNoEntry: false });
  if (!info) return [];
  if (!info.isDirectory()) return [path];
  return readdirSync(join(folder, path)).flatMap((name) => filesUnder(folder, `${path}/${name}`));
}
