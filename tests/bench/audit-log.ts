import { createSecretKey } from "node:crypto";
import { searchAudit } from "#db/audit-search";
import { openStore } from "#db/open";
import { store } from "#db/store";
import { beginningWith, chainWith } from "#lib/audit/chain";
import { auditPieces } from "#lib/audit/export";
import { openAudit } from "#lib/audit/record";
import { verifyAudit } from "#lib/audit/verify";
import { installationSecret } from "#lib/secrets";
import { readKeyset, setKeyset } from "#lib/vault";
import { newKeys } from "../reliability/new-keys.ts";

export type AuditFigures = {
  entries: number;
  verifyMs: number;
  /** Of the processor; a machine with much else to do takes longer. */
  verifyCpuMs: number;
  /** The first page, and one in the middle, newest first. */
  firstPageMs: number;
  middlePageMs: number;
  /** What is found by a word that nobody has: one page, and page after page to the beginning of the log. */
  rareStepMs: number;
  rareAllMs: number;
  rareSteps: number;
  /** The whole log as CSV, and the most memory that it took at any time. */
  exportMs: number;
  exportHeapMb: number;
};

const ONE_GO = 500;

/** Fills an empty database with a log of so many entries, and measures what is done with it. */
export async function measureAudit({
  url,
  entries = 1_000_000,
}: {
  url: string;
  entries?: number;
}): Promise<AuditFigures> {
  setKeyset(readKeyset(newKeys()));
  await openStore(url, "db/migrations");
  await openAudit();
  await fill(entries);
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  const verdict = await verifyAudit();
  const verifyMs = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  if (!verdict.sound || verdict.entries !== entries) throw new Error(`Verified: ${JSON.stringify(verdict)}`);
  const timed = async (work: () => Promise<unknown>) => {
    const started = performance.now();
    await work();
    return performance.now() - started;
  };
  const figures = {
    entries,
    verifyMs,
    verifyCpuMs: (user + system) / 1_000,
    firstPageMs: await timed(() => searchAudit({}, {}, "newest", 51)),
    middlePageMs: await timed(() => searchAudit({}, { olderThan: entries / 2 }, "newest", 51)),
    rareStepMs: await timed(() => searchAudit({ text: "no-such-word" }, {}, "newest", 51)),
    ...(await throughAll()),
    ...(await exported()),
  };
  await store().close();
  return figures;
}

async function throughAll() {
  const started = performance.now();
  let steps = 0;
  for (let at: number | null | undefined; at !== null; steps += 1)
    at = (await searchAudit({ text: "no-such-word" }, { olderThan: at }, "newest", 51)).reached;
  return { rareAllMs: performance.now() - started, rareSteps: steps };
}

async function exported() {
  const started = performance.now();
  let most = 0;
  let pieces = 0;
  for await (const _ of await auditPieces({}, "csv")) {
    pieces += 1;
    if (pieces % 50 === 0) most = Math.max(most, process.memoryUsage().heapUsed);
  }
  return { exportMs: performance.now() - started, exportHeapMb: most / 2 ** 20 };
}

async function fill(entries: number): Promise<void> {
  const key = createSecretKey(await installationSecret("audit"), "base64url");
  const link = chainWith(key);
  const { db, auditEntries, auditHead } = store();
  let hash = beginningWith(key);
  const at = Date.now() - entries * 1_000;
  for (let begin = 0; begin < entries; begin += ONE_GO) {
    const rows = Array.from({ length: Math.min(ONE_GO, entries - begin) }, (_, index) => {
      const sequence = begin + index + 1;
      const entry = {
        sequence,
        at: new Date(at + sequence * 1_000),
        action: sequence % 3 === 0 ? "token.read" : "connection.renewed",
        actorKind: "patchbay" as const,
        actorId: null,
        actorName: null,
        address: null,
        requestId: null,
        targetKind: "connection",
        targetId: `c-${sequence % 5_000}`,
        targetName: `Account ${sequence % 5_000}`,
        data: JSON.stringify({ provider: "acme" }),
      };
      hash = link(hash, entry);
      return { ...entry, hash };
    });
    await db.insert(auditEntries).values(rows);
  }
  await db.update(auditHead).set({ sequence: entries, hash });
}
