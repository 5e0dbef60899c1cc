import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { arrivalOptions, limitArrival } from "#lib/arrival";

/** How long a request may take to arrive; its own timers only, the sockets are real. */

const MINUTES_MS = 60_000;
let arrived = Promise.withResolvers<[IncomingMessage, ServerResponse]>();
const server = createServer(arrivalOptions, (request, response) => {
  limitArrival(request, response);
  arrived.resolve([request, response]);
  request.on("error", () => {}).resume();
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
afterAll(() => server.close().closeAllConnections());
beforeEach(() => {
  arrived = Promise.withResolvers();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => vi.useRealTimers());

/** A body that has begun and does not end. */
async function begun(path: string) {
  const { port } = server.address() as AddressInfo;
  const asked = request({ port, path, method: "POST" });
  const ended = new Promise((resolve) => asked.once("close", resolve));
  asked.on("error", () => {}).write("a beginning");
  const [here, response] = await arrived.promise;
  return { asked, ended, here, response };
}

test("a body has five minutes", async () => {
  const { ended, here } = await begun("/api/v1/connections");
  vi.advanceTimersByTime(4.9 * MINUTES_MS);
  expect(here.destroyed).toBe(false);
  vi.advanceTimersByTime(0.2 * MINUTES_MS);
  await ended;
  expect(here.destroyed).toBe(true);
});

test("what passes through to a vendor has as long as it takes while anything moves, until it is answered", async () => {
  const { asked, ended, here, response } = await begun("/api/v1/connections/1/proxy/films");
  vi.advanceTimersByTime(60 * MINUTES_MS);
  expect(here.destroyed).toBe(false);
  expect(here.socket.timeout).toBe(2.5 * MINUTES_MS);
  const answered = once(asked, "response");
  response.end();
  const [answer] = await answered;
  answer.resume();
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
  vi.advanceTimersByTime(6 * MINUTES_MS);
  await ended;
  expect(here.destroyed).toBe(true);
});

test("a body that has arrived is not thought of again", async () => {
  const { asked, response } = await begun("/api/v1/connections");
  const answered = once(asked, "response");
  asked.end();
  response.end();
  await answered;
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(0));
});

test("the head of a request still has a minute", () => {
  expect(server.headersTimeout).toBe(MINUTES_MS);
  expect(server.requestTimeout).toBe(0);
});
