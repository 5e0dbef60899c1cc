import { setTimeout as wait } from "node:timers/promises";
import { store } from "#db/store";
import { oneMore, recorded } from "#lib/audit/record";
import { boot } from "#lib/boot";
import { now } from "#lib/clock";
import { startSweeping } from "#lib/sweep/timer";
import { startDelivering } from "#lib/webhooks/courier";
import { createEndpoint, listEndpoints } from "#lib/webhooks/endpoints";
import { message } from "#lib/webhooks/message";

/** A server without pages that has so many things a minute to tell; started and killed by bench-webhooks.mjs. */

const [url = "", aMinute = "1000", begunAtMs = String(Date.now())] = process.argv.slice(2);
const SUBJECTS = 50;
const by = { kind: "operator", id: null, name: null } as const;
const say = (told: object) => process.send?.(told);

await boot();
if ((await listEndpoints(by)).length === 0) say({ secret: (await createEndpoint(by, { url })).secret });
startSweeping();
startDelivering();
setInterval(() => say({ cpu: process.cpuUsage() }), 250).unref();
say({ ready: true });

let telling = true;
process.on("message", () => {
  telling = false;
});
process.on("disconnect", () => process.exit());

// Whoever comes after a kill makes good what was not said meanwhile: the rate is that of the whole time.
const { db, messages } = store();
for (let turn = await db.$count(messages); telling; turn += 1) {
  const subject = `subject ${turn % SUBJECTS}`;
  const at = now();
  // What any change of a connection writes: the message, the audit log, the hour's figure.
  await store().atomically([
    message("connection.linked", subject, at, { sentAt: Date.now() }),
    recorded({ action: "connection.linked", target: { kind: "connection", id: subject }, at }, [
      oneMore("linked", "none", at),
    ]),
  ]);
  await wait(Math.max(0, Number(begunAtMs) + ((turn + 1) * 60_000) / Number(aMinute) - Date.now()));
}
