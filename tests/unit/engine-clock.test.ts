import { expect, test, vi } from "vitest";
import { engineClock } from "#db/engine-clock";

/** A server whose time is what the test says, however long its answer takes. */
function server(firstMs: number) {
  let base = firstMs - performance.now();
  const clock = engineClock(async () => base + performance.now());
  return { clock, move: (ms: number) => (base += ms), now: () => base + performance.now() };
}

const near = (clock: { now: () => Date | null }, ms: number) =>
  Math.abs((clock.now()?.getTime() ?? Number.NaN) - ms) < 100;

test("before it has been asked it knows nothing", () => {
  expect(server(0).clock.now()).toBeNull();
});

test("it tells the server's time, whatever this machine's is", async () => {
  const { clock, now } = server(Date.UTC(2001, 0, 1));
  await clock.ask();
  expect(near(clock, now())).toBe(true);
  clock.stop();
});

test("a server that was set is followed at the next question; the way of an answer moves nothing", async () => {
  const { clock, move, now } = server(Date.now());
  await clock.ask();
  const before = now();
  move(200);
  await clock.ask();
  expect(near(clock, before)).toBe(true);
  move(-7_200_000);
  await clock.ask();
  expect(near(clock, now())).toBe(true);
  clock.stop();
});

test("a first question that has to connect before it is asked makes no difference", async () => {
  let time = 0;
  const watched = vi.spyOn(performance, "now").mockImplementation(() => time);
  const ways = [400, 20, 8, 60];
  const clock = engineClock(async () => {
    time += ways.shift() ?? 0;
    return 5_000_000_000 + time;
  });
  await clock.ask();
  expect((clock.now()?.getTime() ?? 0) - 5_000_000_000 - time).toBe(4);
  clock.stop();
  watched.mockRestore();
});

test("while the server is away, time goes on", async () => {
  let away = false;
  const clock = engineClock(async () => {
    if (away) throw new Error("away");
    return 5_000_000_000;
  });
  await clock.ask();
  away = true;
  await expect(clock.ask()).rejects.toThrow("away");
  expect(near(clock, 5_000_000_000)).toBe(true);
  clock.stop();
});
