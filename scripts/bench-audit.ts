import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureAudit } from "../tests/bench/audit-log.ts";
import { machine } from "./lib/measure.mjs";

/** `npm run bench:audit`: what a log of a million entries costs to verify and to turn over; `--entries N` for another length. */

const at = process.argv.indexOf("--entries");
const entries = at === -1 ? 1_000_000 : Number(process.argv[at + 1]);
const folder = mkdtempSync(join(tmpdir(), "patchbay-audit-"));
const url = process.env.BENCH_DATABASE_URL ?? `file:${join(folder, "audit.db")}`;
try {
  const found = await measureAudit({ url, entries });
  console.log(`${found.entries.toLocaleString("en")} audit entries, ${machine()}`);
  console.log(
    `  verified in ${(found.verifyMs / 1000).toFixed(1)} s, ${(found.verifyCpuMs / 1000).toFixed(1)} s of the processor (goal: 30 s a million)`,
  );
  console.log(
    `  first page ${found.firstPageMs.toFixed(1)} ms, one in the middle ${found.middlePageMs.toFixed(1)} ms`,
  );
  console.log(`  a page of a rare word ${found.rarePageMs.toFixed(0)} ms`);
  console.log(
    `  written out as CSV in ${(found.exportMs / 1000).toFixed(1)} s, never more than ${found.exportHeapMb.toFixed(0)} MB of memory`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
