/** For `npm run bench:admin`: goes through the whole audit log and says how many entries hold together. */
import { auditAfter, auditEnd } from "#db/audit";
import { beginningWith, chainWith } from "#lib/audit/chain";
import { auditKey } from "#lib/audit/record";
import { boot, shutDown } from "#lib/boot";

const PAGE = 5_000;

await boot();
const link = chainWith(auditKey());
let hash = beginningWith(auditKey());
let entries = 0;
for (let page = await auditAfter(0, PAGE); page.length > 0; page = await auditAfter(entries, PAGE))
  for (const { hash: stored, ...entry } of page) {
    hash = link(hash, entry);
    if (stored !== hash || entry.sequence !== entries + 1)
      throw new Error(`The chain breaks at entry ${entry.sequence}.`);
    entries = entry.sequence;
  }
if ((await auditEnd()).hash !== hash) throw new Error("The chain does not end where it says.");
await shutDown();
process.stdout.write(`${entries.toLocaleString("en")} entries verified\n`);
