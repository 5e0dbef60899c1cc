/** `npm run check`: what can be said within seconds, before a push. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checks, runCheck } from "./lib/checks.mjs";
import { vitest } from "./lib/groups.mjs";
import { line } from "./lib/summary.mjs";

const folder = mkdtempSync(join(tmpdir(), "patchbay-check-"));
let failed = 0;

for (const check of checks) {
  await report(check.name, async () => {
    const complaints = await runCheck(check);
    if (complaints) console.log(complaints);
    return complaints ? { passed: 0, failed: 1 } : { passed: 1, failed: 0 };
  });
}
await report("unit", () => vitest("unit", { folder }));

rmSync(folder, { recursive: true, force: true });
process.exitCode = failed > 0 ? 1 : 0;

async function report(name, work) {
  const started = Date.now();
  const tally = await work();
  failed += tally.failed;
  console.log(line(name, tally, (Date.now() - started) / 1000));
}
