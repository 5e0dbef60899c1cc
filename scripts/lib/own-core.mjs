import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { root } from "./root.mjs";

/** Who asks and who answers have a core each, where that can be arranged. */
const pinned = existsSync("/usr/bin/taskset") ? (core) => ["/usr/bin/taskset", "-c", String(core)] : () => [];

/** A program of Node's on that core; `ready` once it has said so. */
export function startOn(core, args, env) {
  const [file, ...more] = [...pinned(core), process.execPath, ...args];
  const child = spawn(file, more, { cwd: root, env, stdio: ["ignore", "pipe", "inherit"] });
  const ready = new Promise((resolve, reject) => {
    child.stdout.on("data", (chunk) => /ready/.test(chunk) && resolve());
    child.once("exit", () => reject(new Error(`${args.at(-1)} did not start.`)));
  });
  return { child, ready };
}

/** What a program on that core says until its end. */
export function outputOn(core, args, { env = process.env, input = "" } = {}) {
  const [file, ...more] = [...pinned(core), process.execPath, ...args];
  const child = spawn(file, more, { cwd: root, env, stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
    child.once("close", (code) => (code === 0 ? resolve(text) : reject(new Error(`${args[0]} failed.`))));
  });
}

/** Processor time that a process has had so far. */
export function cpuMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Resident megabytes of one process. */
export const residentMegabytes = (pid) =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
