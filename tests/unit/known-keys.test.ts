import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ApiKeyRow } from "#db/api-keys";
import { forgetKeys, knownKey, learnKey } from "#lib/api/known-keys";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
  forgetKeys();
});
afterEach(() => vi.useRealTimers());

const row = { id: "key" } as ApiKeyRow;
const found = async () => row;

test("a key is known for a tenth of a second from when the first was read", async () => {
  await learnKey("Bearer a", found);
  vi.advanceTimersByTime(60);
  await learnKey("Bearer b", found);
  expect(knownKey("Bearer a")).toBe(row);
  vi.advanceTimersByTime(40);
  expect([knownKey("Bearer a"), knownKey("Bearer b")]).toEqual([undefined, undefined]);
});

test("a key that was not found is asked for again", async () => {
  expect(await learnKey("Bearer wrong", async () => null)).toBeNull();
  expect(knownKey("Bearer wrong")).toBeUndefined();
});

test("no key is known any more once one was ended", async () => {
  await learnKey("Bearer a", found);
  forgetKeys();
  expect(knownKey("Bearer a")).toBeUndefined();
});

test("an answer that was under way while a key was ended is not remembered", async () => {
  const { promise, resolve } = Promise.withResolvers<ApiKeyRow>();
  const learnt = learnKey("Bearer a", () => promise);
  forgetKeys();
  resolve(row);
  expect(await learnt).toBe(row);
  expect(knownKey("Bearer a")).toBeUndefined();
});
