import { beforeEach, expect, test } from "vitest";
import type { Actor } from "#lib/people/sessions";
import { until } from "./children.ts";
import { figure } from "./figures.ts";
import { openScene } from "./scene.ts";

/** Eight experiments under which another product of this kind lost connections or refused good tokens. */

const scene = await openScene({ spare: 2 });
const { vendors, product } = scene;
const MINUTE_MS = 60_000;
const AFTER_ITS_LIFE_MS = 61 * MINUTE_MS;
/** Of a renewal's points: find, claim, then the request's fourth, "after". */
const answeredAt = 7;
let sam: Actor;
let id = "";

beforeEach(async () => {
  await scene.clear();
  sam = await scene.person();
  id = await product.link(vendors, sam, "api-video");
  vendors.forget();
});

const calls = () => vendors.tokenCalls("api-video").length;
const slow = (delayMs: number, times = 1) =>
  vendors.fault({ vendor: "api-video", path: "/auth/*", kind: "delay", delayMs, times });

function note(id: string, what: string, measured: string, goal: string) {
  figure({ id, what, measured, goal, reached: true });
}

async function isWell() {
  const row = await scene.recover(id);
  expect(row.status).toBe("active");
  expect(scene.isCurrent(row)).toBe(true);
}

test("P1: fifty readers in one process at a token's end cause one call", async () => {
  await vendors.advance(AFTER_ITS_LIFE_MS);
  slow(300);
  const child = await scene.child();
  const { tokens, failures } = await child.must("read", id, 50);
  expect(Object.values(tokens)).toEqual([50]);
  expect(failures).toEqual({});
  expect(calls()).toBe(1);
  await child.kill();
  note("P1", "50 readers, 1 process", "1 call, 50 answers", "1 call, 50 answers");
});

test("P2 and P3: two processes with nothing between them but the database cause one call", async () => {
  await vendors.advance(AFTER_ITS_LIFE_MS);
  slow(800, 9);
  const pair = [await scene.child(), await scene.child()];
  const [one, two] = await Promise.all(pair.map((child) => child.must("read", id, 25)));
  expect(calls()).toBe(1);
  expect(one?.tokens).toEqual(two?.tokens);
  expect([one?.failures, two?.failures]).toEqual([{}, {}]);
  for (const child of pair) await child.kill();
  await isWell();
  for (const each of ["P2", "P3"])
    note(each, "2 processes, vendor of 0.8 s", "1 call, 50 answers", "1 call, connection lives");
});

test("P4: a vendor slower than every deadline kills no connection", async () => {
  await vendors.advance(AFTER_ITS_LIFE_MS);
  slow(10_600);
  const pair = [await scene.child(), await scene.child()];
  const readings = await Promise.all(pair.map((child) => child.must("read", id, 5)));
  for (const { failures } of readings)
    for (const code of Object.keys(failures)) expect(code).toBe("provider_unreachable");
  for (const child of pair) await child.kill();
  // The vendor acts on the late request after all, perhaps before the next one and perhaps after it.
  await until(() => vendors.tokenCalls("api-video")[0]?.status !== null);
  await until(async () =>
    product.freshConnection(id).then(
      () => true,
      () => false,
    ),
  );
  await isWell();
  note("P4", "vendor of 10.6 s", "connection lives, next reader is served", "connection lives");
});

test("P5: ten reads of a token that lives ten minutes cause no call", async () => {
  Object.assign(vendors.settings("api-video"), { expiresIn: 600 });
  await product.freshConnection(id, { need: "new" });
  vendors.forget();
  for (let n = 0; n < 10; n += 1) await product.freshConnection(id);
  expect(calls()).toBe(0);
  note("P5", "10 reads of a 10-minute token", "0 calls", "0 calls");
});

test("P6: while the vendor fails, a living token is served, and afterwards at once again", async () => {
  // Due by now whatever chance has said, and alive for five minutes more.
  await vendors.advance(55 * MINUTE_MS);
  vendors.fault({ vendor: "api-video", path: "/auth/*", kind: "status", status: 500, times: 5 });
  await product.freshConnection(id, { need: "ahead" });
  expect(calls()).toBe(1);
  await isWell();
  vendors.world.faults.clear();
  await isWell();
  note("P6", "vendor answers 500, token lives", "served throughout", "served throughout");
});

test("P7: who links anew during a renewal keeps the new link", async () => {
  const child = await scene.child();
  await child.must("watch");
  await child.must("expect", { at: answeredAt, signal: "SIGSTOP" });
  const renewing = child.call("fresh", id, { need: "new" });
  await child.standsStill();
  await product.link(vendors, sam, "api-video", id);
  const relinked = await product.rowOf(id);
  child.goOn();
  await renewing;
  await child.kill();
  expect(await product.rowOf(id)).toEqual(relinked);
  await isWell();
  note("P7", "new link during a renewal", "the new link stays", "the new link stays");
});

test("P8: a process killed right after the vendor answered leaves a connection that works", async () => {
  const child = await scene.child();
  await child.must("watch");
  await child.must("expect", { at: answeredAt, signal: "SIGKILL" });
  await child.call("fresh", id, { need: "new" });
  await child.kill();
  await isWell();
  note("P8", "killed right after the vendor's answer", "the next reader is served", "connection lives");
});
