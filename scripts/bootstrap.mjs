/**
 * What every npm script goes through: makes sure of Node, packages, a browser and the built pages, each only when
 * it is missing, and then becomes the command. Plain JavaScript without packages, so that an old Node can read it.
 */
import { existsSync } from "node:fs";
import "./lib/leave-with-parent.mjs";
import { browser } from "./lib/browser.mjs";
import { build } from "./lib/build.mjs";
import { leanEnvironment, leanFlags, quickImports } from "./lib/lean.mjs";
import { environmentFor, isNewEnough, rightNode } from "./lib/node.mjs";
import { packages } from "./lib/packages.mjs";
import { inRoot, root } from "./lib/root.mjs";
import { attached, become, end } from "./lib/run.mjs";
import { say, Trouble } from "./lib/say.mjs";

const withSettings = existsSync(inRoot(".env")) ? ["--env-file=.env"] : [];
const withParent = ["--import", "./scripts/lib/leave-with-parent.mjs"];
const commands = {
  demo: { needs: ["packages", "build"], run: ["scripts/demo.mjs"] },
  dev: { needs: ["packages"], run: [...withSettings, "scripts/dev.mjs"] },
  build: { needs: ["packages", "build"] },
  start: { needs: ["packages", "build"], run: [...withSettings, ...withParent, ...leanFlags, "server.ts"] },
  patchbay: { needs: ["packages"], run: [...withSettings, ...quickImports, "scripts/patchbay.ts"] },
  check: { needs: ["all packages"], run: ["scripts/check.mjs"] },
  test: { needs: ["all packages", "browser"], run: ["scripts/test.mjs"] },
  screenshots: { needs: ["all packages", "browser", "build"], run: ["scripts/screenshots.mjs"] },
  reliability: { needs: ["all packages", "build"], run: ["scripts/reliability.mjs"] },
  "bench-audit": { needs: ["all packages"], run: ["scripts/bench-audit.ts"] },
  "bench-token": { needs: ["all packages", "build"], run: ["scripts/bench-token.mjs"] },
  "bench-proxy": { needs: ["all packages", "build"], run: ["scripts/bench-proxy.mjs"] },
  seed: { needs: ["packages"], run: [...withSettings, ...quickImports, "scripts/seed.ts"] },
  "bench-admin": { needs: ["all packages", "build"], run: ["scripts/bench-admin.mjs"] },
  "bench-webhooks": { needs: ["all packages"], run: ["scripts/bench-webhooks.mjs"] },
  "bench-start": { needs: ["all packages", "build"], run: ["scripts/bench-start.mjs"] },
  "bench-pages": { needs: ["all packages", "browser", "build"], run: ["scripts/bench-pages.mjs"] },
};

const [name = "", ...args] = process.argv.slice(2);

try {
  await main();
} catch (error) {
  say(error instanceof Trouble ? `\n${error.message}` : String(error.stack));
  // Whoever reads only the last line of a test run still learns that it did not work.
  if (name === "test") console.log("0 passed, 1 failed");
  process.exit(1);
}

async function main() {
  const command = commands[name];
  if (!command)
    throw new Trouble(`There is no command "${name}". There are: ${Object.keys(commands).join(", ")}.`);
  process.chdir(root);

  const node = await rightNode();
  if (!isNewEnough(process.versions.node)) {
    const again = [inRoot("scripts", "bootstrap.mjs"), name, ...args];
    await end(await attached(node, again, environmentFor(node)));
  }

  // .env is read here and by nobody later: otherwise Next would read it again, and others beside it.
  const env = { ...leanEnvironment, ...process.env, __NEXT_PROCESSED_ENV: "true" };
  for (const need of command.needs) await provide(need, env);
  if (command.run) await become(process.execPath, [...command.run, ...args], env);
}

async function provide(need, env) {
  if (need === "packages") await packages("production", env);
  if (need === "all packages") await packages("all", env);
  if (need === "browser" && wantsPages()) env.CHROMIUM_PATH = await browser(env);
  if (need === "build") {
    const asked = name === "build";
    await build(env, {
      verbose: args.includes("--verbose"),
      force: asked && args.includes("--force"),
      sayUpToDate: asked,
    });
  }
}

function wantsPages() {
  const only = args.indexOf("--only");
  return only < 0 || args[only + 1] === "pages";
}
