import { spawn } from "node:child_process";
import { constants } from "node:os";
import { root } from "./root.mjs";

/** Runs to the end with its output kept back; `quiet` output is for the one who reports a failure. */
export function capture(file, args, { env = process.env, cwd = root, timeoutMs = 0, verbose = false } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = verbose ? ["ignore", 2, 2] : ["ignore", "pipe", "pipe"];
    const child = spawn(file, args, { env, cwd, stdio, ...shellFor(file) });
    let output = "";
    let stdout = "";
    if (!verbose) {
      child.stdout.on("data", (chunk) => {
        stdout += chunk;
        output += chunk;
      });
      child.stderr.on("data", (chunk) => {
        output += chunk;
      });
    }
    const timer = timeoutMs ? setTimeout(() => child.kill("SIGKILL"), timeoutMs) : undefined;
    const pass = (signal) => child.kill(signal);
    const leave = forward(pass);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      leave();
      resolve({ code: code ?? 128 + constants.signals[signal], output, stdout });
    });
  });
}

/** Becomes that program: in the same process where Node can, else as a child whose signals and end are ours. */
export async function become(file, args, env = process.env) {
  if (typeof process.execve === "function" && process.platform !== "win32") {
    process.removeAllListeners("warning");
    process.noDeprecation = true;
    process.emitWarning = () => {};
    process.execve(file, [file, ...args], env);
  }
  await end(await attached(file, args, env));
}

/** Runs with our own terminal; answers how it ended. */
export function attached(file, args, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env, cwd: root, stdio: "inherit", ...shellFor(file) });
    // Ctrl-C in a terminal reaches the whole group, so the child has it already.
    const leave = forward((signal) =>
      signal === "SIGINT" && process.stdin.isTTY ? true : child.kill(signal),
    );
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      leave();
      resolve({ code, signal });
    });
  });
}

/** Ends this process the way that one ended. */
export function end({ code, signal }) {
  if (signal && process.platform !== "win32") process.kill(process.pid, signal);
  // A signal arrives a moment later, and may be one that we do not die of.
  setTimeout(() => process.exit(code ?? 1), signal ? 1_000 : 0);
  return new Promise(() => {});
}

function forward(pass) {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, pass);
  return () => {
    for (const signal of signals) process.off(signal, pass);
  };
}

// Windows finds npm as npm.cmd, which only a shell can run.
const shellFor = (file) => ({ shell: process.platform === "win32" && !/\.exe$/i.test(file) });
