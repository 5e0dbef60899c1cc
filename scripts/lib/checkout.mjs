import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inRoot } from "./root.mjs";
import { capture } from "./run.mjs";

/** A fresh clone of what is committed here, with npm scripts run in it the way a newcomer runs them. */
export async function freshClone() {
  const folder = mkdtempSync(join(tmpdir(), "patchbay-clone-"));
  const { code, output } = await capture("git", ["clone", "--quiet", inRoot(), folder]);
  if (code !== 0) throw new Error(output);
  return {
    folder,
    run: (script, env) => npmRun(folder, script, env),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

function npmRun(folder, script, env) {
  const started = performance.now();
  // A process group of its own, so that stopping it is what Ctrl-C in a terminal is.
  const child = spawn("npm", ["run", script], {
    cwd: folder,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk) => {
      log += chunk;
    });
  }
  return {
    started,
    pid: child.pid,
    logs: () => log,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      process.kill(-child.pid, "SIGINT");
      await once(child, "close");
    },
  };
}
