import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";

export const machine = () =>
  `${cpus().length} cores (${cpus()[0]?.model.trim() || "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}, Node ${process.versions.node}`;

export function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Resident megabytes of a process and of all below it, each with its command. */
export function memoryBelow(pid) {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,rss=,args="], { encoding: "utf8" });
  const processes = table
    .trim()
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter(Boolean)
    .map(([, id, parent, kilobytes, command]) => ({
      pid: Number(id),
      parent: Number(parent),
      megabytes: Number(kilobytes) / 1024,
      command,
    }));
  const family = new Set([pid]);
  // A child may be listed before its parent.
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const each of processes) if (family.has(each.parent)) family.add(each.pid);
  }
  return processes.filter((each) => family.has(each.pid));
}

/** Asks until there is an answer; the milliseconds it took. */
export async function firstAnswer(url, started, timeoutMs = 240_000) {
  while (performance.now() - started < timeoutMs) {
    const answer = await fetch(url, { redirect: "manual" }).catch(() => undefined);
    if (answer && answer.status < 500) return performance.now() - started;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${url} did not answer within ${timeoutMs / 1000} s.`);
}
