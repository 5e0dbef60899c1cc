import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureAudit } from "../tests/bench/audit-log.ts";
import { machine } from "./lib/measure.mjs";
import { startPostgres } from "./lib/postgres.mjs";

/**
 * `npm run bench:audit`: what a log of a million entries costs to verify and to turn over, on both engines;
 * `--engine sqlite|postgres` for one of them, `--entries N` for another length.
 */

const { values } = parseArgs({
  options: { entries: { type: "string", default: "1000000" }, engine: { type: "string" } },
});
const entries = Number(values.entries);

for (const engine of values.engine === undefined ? ["sqlite", "postgres"] : [values.engine]) {
  const folder = mkdtempSync(join(tmpdir(), "patchbay-audit-"));
  const server = engine === "postgres" ? await startPostgres() : null;
  try {
    const found = await measureAudit({ url: server?.url ?? `file:${join(folder, "audit.db")}`, entries });
    console.log(`${found.entries.toLocaleString("en")} audit entries on ${engine}, ${machine()}`);
    console.log(
      `  verified in ${(found.verifyMs / 1000).toFixed(1)} s, ${(found.verifyCpuMs / 1000).toFixed(1)} s of the processor (goal: 30 s a million)`,
    );
    console.log(
      `  first page ${found.firstPageMs.toFixed(1)} ms, one in the middle ${found.middlePageMs.toFixed(1)} ms`,
    );
    console.log(
      `  a rare word: the first page ${found.rareStepMs.toFixed(0)} ms, through all of the log ${found.rareAllMs.toFixed(0)} ms in ${found.rareSteps} steps`,
    );
    console.log(
      `  written out as CSV in ${(found.exportMs / 1000).toFixed(1)} s, never more than ${found.exportHeapMb.toFixed(0)} MB of memory`,
    );
  } finally {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
