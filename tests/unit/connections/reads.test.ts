import { randomBytes } from "node:crypto";
import type { Database } from "better-sqlite3";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { auditAfter } from "#db/audit";
import type { ConnectionRow } from "#db/connections";
import { openStore } from "#db/open";
import { type Statement, type Store, setStore, store } from "#db/store";
import { openAudit } from "#lib/audit/record";
import { MOST_WAITING, noteRead, readsWritten, requireRoomForReads } from "#lib/connections/reads";
import { inRequest } from "#lib/request";
import { readKeyset, setKeyset } from "#lib/vault";

/** Tokens that were handed out are recorded, or no more are handed out. */

let opened: Store;

beforeAll(async () => {
  opened = await openStore("file::memory:", "db/migrations");
  setKeyset(readKeyset(`k1:${randomBytes(32).toString("base64")}`));
  await openAudit();
});
beforeEach(async () => {
  setStore(opened);
  await readsWritten();
});
afterAll(() => opened.close());

const row = (id: string) =>
  ({
    id,
    provider: "acme",
    label: null,
    accountName: "Acme",
    lastReadAt: null,
    lastReadBy: null,
  }) as ConnectionRow;
const read = (id: string, address: string) =>
  inRequest({ id: "request-1", address, doer: null }, () =>
    noteRead(row(id), { keyId: "key-1", name: "a program" }, new Date()),
  );
const broken = () => setStore({ ...opened, atomically: () => Promise.reject(new Error("the disk is full")) });
const recorded = async () => (await auditAfter(0, 50_000)).filter(({ action }) => action === "token.read");

test("equal reads of a moment are one entry with their number, others are their own", async () => {
  for (const [id, address] of [
    ["one", "192.0.2.1"],
    ["one", "192.0.2.1"],
    ["one", "192.0.2.2"],
    ["two", "192.0.2.1"],
  ] as const)
    read(id, address);
  await readsWritten();
  expect(
    (await recorded()).map(({ targetId, address, data }) => [targetId, address, JSON.parse(data).count]),
  ).toEqual([
    ["one", "192.0.2.1", 2],
    ["one", "192.0.2.2", 1],
    ["two", "192.0.2.1", 1],
  ]);
});

test("what could not be written is written later, each once", async () => {
  const before = (await recorded()).length;
  broken();
  read("kept", "192.0.2.1");
  await readsWritten();
  read("kept", "192.0.2.1");
  await readsWritten();
  setStore(opened);
  expect(await recorded()).toHaveLength(before);
  await readsWritten();
  const [entry, ...others] = (await recorded()).slice(before);
  expect([JSON.parse(entry?.data ?? "{}").count, others]).toEqual([2, []]);
});

test("the disk is waited for once, however many batches there are", async () => {
  const asked: unknown[] = [];
  setStore({
    ...opened,
    atomically: (batch, durable) => {
      asked.push(durable);
      return opened.atomically(batch, durable);
    },
  });
  for (let index = 0; index < 120; index += 1) read(`batched ${index}`, "192.0.2.1");
  await readsWritten();
  expect(asked).toEqual(["with the next", "with the next", "at once"]);
});

test("what comes after a batch that did not wait for the disk waits for it, even if that batch failed", async () => {
  const synchronous = () =>
    (opened.db as unknown as { $client: Database }).$client.pragma("synchronous", { simple: true });
  const during: unknown[] = [];
  const failing: Statement = () => {
    during.push(synchronous());
    throw new Error("the disk is full");
  };
  await expect(opened.atomically([failing], "with the next")).rejects.toThrow("the disk is full");
  expect([during, synchronous()]).toEqual([[1], 2]);
});

test("with too many waiting no more tokens are handed out, until they are written", {
  timeout: 60_000,
}, async () => {
  broken();
  for (let index = 0; index < MOST_WAITING; index += 1) {
    requireRoomForReads();
    read(`connection ${index}`, "192.0.2.1");
  }
  expect(requireRoomForReads).toThrow(expect.objectContaining({ code: "storage_unavailable" }));
  setStore(opened);
  await readsWritten();
  expect(requireRoomForReads).not.toThrow();
});

test("nor when nothing could be written for a minute", async () => {
  broken();
  read("late", "192.0.2.1");
  await readsWritten();
  expect(requireRoomForReads).not.toThrow();
  const begun = performance.now();
  const clock = vi.spyOn(performance, "now").mockReturnValue(begun + 61_000);
  expect(requireRoomForReads).toThrow(expect.objectContaining({ code: "storage_unavailable" }));
  clock.mockRestore();
  setStore(opened);
  await readsWritten();
  expect(requireRoomForReads).not.toThrow();
});

test("the store that the tests broke is whole again", () => expect(store()).toBe(opened));
