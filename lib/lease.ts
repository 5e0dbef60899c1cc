import "#lib/server-only";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { Takeable } from "#db/lease";
import { newId } from "#lib/random";
import { world } from "#lib/world";

/**
 * Who holds a lease, and whether it may be taken over. A lease saves vendor calls; that no token is lost
 * does not depend on it (decision record 0003). Owners on this machine are judged by whether their process
 * lives, so that a crash is made good at once and a clock that jumps ends nobody's lease; owners elsewhere
 * are judged by the engine's clock.
 */

type Process = { host: string; pid: number; startedAt: string };

const self: Process = { host: thisHost(), pid: process.pid, startedAt: startOf(process.pid) ?? "" };

const PROCESS = `${self.host}/${self.pid}/${self.startedAt}/`;

/** This process as it signs its leases. */
export const OWNER = `${PROCESS}${newId()}`;

/** Whether this very process holds a lease, in whichever copy of this module. */
export const isOwn = (owner: string | null): owner is string =>
  self.startedAt !== "" && owner !== null && owner.startsWith(PROCESS);

type Lease = { id: string; leaseOwner: string | null; leaseUntil: Date | null };

/** How the lease on a row may be taken now; null: its owner lives and is still at it. */
export function takeable(row: Lease): Takeable | null {
  if (row.leaseOwner === null) return release(row.id, "free");
  const life = lifeOf(row.leaseOwner);
  if (life === "gone") return release(row.id, { owner: row.leaseOwner });
  if (life === "unknown") return "ended";
  return heldFor(row) < world().leaseMs ? null : release(row.id, { owner: row.leaseOwner });
}

// How long this process has seen the same lease held, by a clock that nobody sets.
const seen = new Map<string, { lease: string; since: number }>();

function heldFor({ id, leaseOwner, leaseUntil }: Lease): number {
  const lease = `${leaseOwner} ${leaseUntil?.getTime()}`;
  const known = seen.get(id);
  if (known?.lease === lease) return performance.now() - known.since;
  seen.set(id, { lease, since: performance.now() });
  return 0;
}

function release<T>(id: string, answer: T): T {
  seen.delete(id);
  return answer;
}

/** Its owner is gone, or somewhere else and its time is over: what it was doing may be half done. */
export function isOrphaned({ leaseOwner, leaseUntil }: Omit<Lease, "id">, at: Date): boolean {
  if (leaseOwner === null) return false;
  const life = lifeOf(leaseOwner);
  return life === "gone" || (life === "unknown" && leaseUntil !== null && leaseUntil <= at);
}

function lifeOf(owner: string): "alive" | "gone" | "unknown" {
  const [host, pid, startedAt] = owner.split("/");
  if (host !== self.host || startedAt === "") return "unknown";
  return startOf(Number(pid)) === startedAt ? "alive" : "gone";
}

/**
 * Names this boot of this machine and, in containers, the set of process ids that can be seen from here.
 * Where that cannot be told (other systems than Linux) no owner is ever judged by its process.
 */
function thisHost(): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot}:${readlinkSync("/proc/self/ns/pid").replace(/\D/g, "")}`;
  } catch {
    return hostname();
  }
}

/** When a process was started, in clock ticks since boot (proc(5), field 22); null: there is none alive. */
function startOf(pid: number): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    const [state] = fields;
    return state === "Z" || state === "X" ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
