import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Real faults of real system calls, where strace is installed and allowed to. */

/** Why not; null where it works. */
export function whyNoStrace(): string | null {
  const { error, status } = spawnSync("strace", ["-f", "-e", "trace=none", "true"], { stdio: "ignore" });
  if (error !== undefined) return "strace is not installed";
  return status === 0 ? null : "strace may not trace here";
}

const only = (calls: string) => ["strace", "-f", "--seccomp-bpf", "-qq", "-e", `trace=${calls}`];

/** Runs a program with its calls written down in a file. */
export const tracing = (calls: string, file: string) => [...only(calls), "-o", file];

export const countCalls = (file: string) =>
  readFileSync(file, "utf8").match(/\b(fsync|fdatasync)\(/g)?.length ?? 0;

/** Runs a program whose calls fail from the n-th on. */
export const failing = (calls: string, error: string, from: number) => [
  ...only(calls),
  "-o",
  "/dev/null",
  "-e",
  `inject=${calls}:error=${error}:when=${from}+`,
];
