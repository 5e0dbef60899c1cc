/** For `npm run bench:admin`: goes through the whole audit log and says how many entries hold together. */
import { verifyAudit } from "#lib/audit/verify";
import { boot, shutDown } from "#lib/boot";

await boot();
const verdict = await verifyAudit();
await shutDown();
if (!verdict.sound) throw new Error(`The chain breaks at entry ${verdict.sequence}: ${verdict.what}.`);
process.stdout.write(`${verdict.entries}\n`);
