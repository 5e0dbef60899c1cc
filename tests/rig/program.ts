import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { quickImports } from "../../scripts/lib/lean.mjs";
import { root } from "../../scripts/lib/root.mjs";

export type Env = Record<string, string>;

/** So that a test run that is killed leaves nothing running. */
const leaveWithParent = new URL("../../scripts/lib/leave-with-parent.mjs", import.meta.url).href;

/** What a program needs of the machine; nothing of whoever runs the tests reaches it. */
export function bareEnvironment(): Env {
  const names =
    /^(PATH|HOME|USER|TMPDIR|TEMP|TMP|LANG|LC_.*|TZ|SystemRoot|LD_LIBRARY_PATH|NODE_EXTRA_CA_CERTS)$/i;
  const kept = Object.entries(process.env).filter(([name]) => names.test(name));
  return Object.fromEntries(kept) as Env;
}

/** A Node program run as a child, with everything it prints kept. */
export function startProgram(args: string[], env: Env, folder = root) {
  const child = spawn(process.execPath, ["--import", leaveWithParent, ...args], {
    cwd: folder,
    env: { NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      log += chunk;
    });
  }
  const exited = once(child, "exit");

  return {
    pid: child.pid,
    logs: () => log,
    says: (pattern: RegExp, timeoutMs: number) => said(child, () => log, pattern, timeoutMs),
    /** Answers the code that it ended with; null where a signal ended it. */
    async kill(signal: NodeJS.Signals = "SIGTERM") {
      if (hasEnded(child)) return child.exitCode;
      child.kill(signal);
      const late = setTimeout(() => child.kill("SIGKILL"), 20_000);
      await exited;
      clearTimeout(late);
      return child.exitCode;
    },
  };
}

export type Program = ReturnType<typeof startProgram>;

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

/** Waits for a line, and no longer than the program lives. */
function said(child: ChildProcess, log: () => string, pattern: RegExp, timeoutMs: number) {
  return new Promise<void>((resolve, reject) => {
    const settle = (problem?: string) => {
      clearTimeout(timer);
      for (const stream of [child.stdout, child.stderr]) stream?.off("data", look);
      child.off("close", gone);
      if (problem) reject(new Error(`${problem}; it printed:\n${log()}`));
      else resolve();
    };
    const look = () => pattern.test(log()) && settle();
    const gone = (code: number | null) => settle(`The program ended with code ${code}`);
    const timer = setTimeout(() => settle(`Nothing like ${pattern} within ${timeoutMs} ms`), timeoutMs);
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", look);
    child.once("close", gone);
    look();
  });
}

/** Runs to the end; stdout and stderr apart. */
export async function runProgram(args: string[], env: Env) {
  const child = spawn(process.execPath, ["--import", leaveWithParent, ...quickImports, ...args], {
    cwd: root,
    env: { NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { stdout, stderr, code };
}
