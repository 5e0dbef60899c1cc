import { beforeEach, expect, test } from "vitest";
import type { Child } from "./children.ts";
import { figure, times } from "./figures.ts";
import { openScene } from "./scene.ts";

/** Machines whose clocks are wrong, together on one database. */

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const shifts = [0, 0, 2 * HOUR_MS, -2 * HOUR_MS];

const scene = await openScene({ spare: 4 });
const { vendors, product } = scene;
let id = "";

beforeEach(async () => {
  await scene.clear();
  // An old token is good until its time is over, so that the vendor judges by time alone.
  Object.assign(vendors.settings("api-video"), { refreshKillsAccessToken: false });
  id = await product.link(vendors, await scene.person(), "api-video");
  vendors.forget();
});

const calls = () => vendors.tokenCalls("api-video");

test("clocks that are two hours off give nobody an ended token and no renewal two owners", async () => {
  const children = await Promise.all(shifts.map(wrongBy));
  const rounds = times(12, 200);
  const found = { used: 0, refused: 0, doubled: 0 };
  for (let round = 0; round < rounds; round += 1) {
    // Through the token's life, close to its end, past it, and on.
    await vendors.advance([25 * MINUTE_MS, 34 * MINUTE_MS, 2 * MINUTE_MS, 3 * HOUR_MS][round % 4] as number);
    for (const { accepted } of await Promise.all(children.map((child) => child.must("use", id)))) {
      found.used += 1;
      if (!accepted) found.refused += 1;
    }
  }
  // Two owners at a time would spend one refresh token twice, and the vendor would refuse the second.
  found.doubled = calls().filter(({ status }) => status !== 200).length;
  for (const child of children) await child.kill();
  figure({
    id: "S27",
    what: "processes with clocks 2 h ahead and 2 h behind beside right ones",
    measured: `${found.used} tokens used over ${rounds} rounds: ${found.refused} had ended, ${found.doubled} double owners`,
    goal: "0 and 0",
    reached: found.refused + found.doubled === 0,
  });
  expect(found).toMatchObject({ refused: 0, doubled: 0 });
});

test.each([
  ["back", -2 * HOUR_MS],
  ["forward", 2 * HOUR_MS],
])("a clock that jumps %s during a lease ends nobody's lease", async (_, byMs) => {
  await vendors.advance(HOUR_MS + MINUTE_MS);
  const owner = await scene.child();
  const reader = await scene.child();
  await owner.must("watch");
  // Of its points: find, whether it is paused, claim, then before the request.
  await owner.must("expect", { at: 5, signal: "SIGSTOP" });
  const owned = owner.call("use", id);
  await owner.standsStill();
  await reader.must("shiftClock", byMs);
  const read = reader.call("use", id);
  // It comes round many times while it waits, and the lease is not its own to take.
  await Promise.race([reader.must("turns", 20), read]);
  expect(calls(), "the reader asks nobody").toHaveLength(0);
  await reader.must("shiftClock", 0);
  owner.goOn();
  expect(await owned).toMatchObject({ is: "done", value: { accepted: true, generation: 2 } });
  expect(await read).toMatchObject({ is: "done", value: { accepted: true, generation: 2 } });
  expect(calls()).toHaveLength(1);
  await owner.kill();
  await reader.kill();
});

async function wrongBy(shiftMs: number): Promise<Child> {
  const child = await scene.child();
  await child.must("shiftClock", shiftMs);
  return child;
}
