import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type BulkJob, findBulk, insertBulk, listBulkItems } from "#db/bulk";
import { foundBy } from "#db/found-by";
import { store } from "#db/store";
import { insertUser } from "#db/users";
import { listEveryone } from "#lib/admin/list";
import { anyone, type Wish } from "#lib/admin/wish";
import { prepareBulk } from "#lib/bulk/prepare";
import { readBulk } from "#lib/bulk/read";
import { startBulk, stopBulk } from "#lib/bulk/start";
import { attendBulk } from "#lib/bulk/work";
import { Failure, failures } from "#lib/errors";
import type { Actor } from "#lib/people/sessions";
import { newId } from "#lib/random";
import { dropOld } from "#lib/sweep/retention";
import { freshDatabase, query, testEngine } from "../rig/database.ts";
import { temporaryFolder } from "../rig/folder.ts";
import { rejection } from "../unit/answers.ts";
import { row } from "../unit/connections/row.ts";
import { type Desk, openDesk } from "./desk.ts";

/** What is done to many: each row once, with its outcome, by whoever is still allowed to. */

const folder = temporaryFolder();
let database: Awaited<ReturnType<typeof freshDatabase>>;
let desk: Desk;
let owner: Actor;
let chief: Actor;
let under = 0;
let most = 0;

beforeAll(async () => {
  database = await freshDatabase(testEngine(), folder.path);
  desk = await openDesk({
    url: database.url,
    world: {
      // A vendor that is not there, and that notices how many ask at once.
      exchange: async () => {
        most = Math.max(most, ++under);
        await new Promise((resolve) => setTimeout(resolve, 5));
        under -= 1;
        throw new Failure("provider_refused");
      },
    },
  });
  owner = await desk.person("Olu Owner");
});
afterAll(async () => {
  await desk.close();
  await database.drop();
  folder.remove();
});

const person = async (role: "admin" | "user") => {
  const userId = newId();
  const created = { passwordHash: null, subject: null, disabledAt: null, createdAt: new Date() };
  await insertUser({ id: userId, email: `${userId}@example.com`, name: "Cleo Chief", role, ...created });
  return { userId, sessionId: newId(), name: "Cleo Chief", email: "", role } as Actor;
};

beforeEach(async () => {
  for (const table of ["bulk_items", "bulk_jobs", "connections"])
    await query(database.url, `DELETE FROM ${table}`);
  chief = await person("admin");
  for (let number = 0; number < 60; number += 1) {
    const tokens = { accessToken: `a${number}`, refreshToken: null, scopes: null, expiresAt: null };
    await desk.link(owner, "gist", { accountId: `${number}`, tokens, grant: { kind: "code" } });
  }
});

async function worked(id: string) {
  await attendBulk();
  const job = await findBulk(id);
  const items = await listBulkItems(id, { after: 0, limit: 1_000, failed: false });
  return { job, items, outcomes: [...new Set(items.map(({ outcome }) => outcome))].sort() };
}

test("every row has its outcome, five of a vendor at a time", async () => {
  most = 0;
  const id = await startBulk(chief, "test", { wish: anyone });
  const { job, items, outcomes } = await worked(id);
  expect(outcomes).toEqual(["provider_refused"]);
  expect(job).toMatchObject({ total: 60, done: 0, failed: 60, leaseOwner: null });
  expect(job?.finishedAt).not.toBeNull();
  expect(items.map(({ position }) => position)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  expect(most).toBe(5);
  const { reasons } = await readBulk(chief, id, { after: 0, failedOnly: false });
  expect(reasons).toEqual([{ sentence: failures.provider_refused[1], number: 60 }]);
});

test("what comes to fit after it began is not touched", async () => {
  const id = await startBulk(chief, "disconnect", { wish: { ...anyone, text: "account 5" } });
  const late = row({
    id: newId(),
    userId: owner.userId,
    provider: "gist",
    accountId: "late",
    accountName: "Account 5 too",
  });
  await store()
    .db.insert(store().connections)
    .values({ ...late, foundBy: foundBy(late) })
    .returning({ id: store().connections.id });
  const { job, outcomes } = await worked(id);
  expect(job).toMatchObject({ total: 11, done: 11, failed: 0 });
  expect(outcomes).toEqual(["done"]);
  const gone = await query(database.url, "SELECT count(*) AS n FROM connections WHERE status = 'revoked'");
  expect(Number(gone[0]?.n)).toBe(11);
  const [entry] = await query(
    database.url,
    "SELECT * FROM audit_entries WHERE action = 'connection.disconnected' ORDER BY sequence DESC LIMIT 1",
  );
  expect(entry).toMatchObject({ actor_kind: "person", actor_id: chief.userId, actor_name: "Cleo Chief" });
});

test("what was deleted meanwhile says so, and holds nothing up", async () => {
  const id = await startBulk(chief, "test", { wish: anyone });
  await query(database.url, "DELETE FROM connections");
  const { job, outcomes } = await worked(id);
  expect(outcomes).toContain("not_found");
  expect(job?.finishedAt).not.toBeNull();
});

test("whoever may no longer administer has no more done in their name", async () => {
  const id = await startBulk(chief, "disconnect", { wish: anyone });
  await query(database.url, `UPDATE users SET role = 'user' WHERE id = '${chief.userId}'`);
  const { job, outcomes } = await worked(id);
  expect(outcomes).toContain("cancelled");
  expect(job?.cancelledAt).not.toBeNull();
  expect(job?.finishedAt).not.toBeNull();
});

test("a cancelled job leaves the rest alone, and cancelling again changes nothing", async () => {
  const id = await startBulk(chief, "disconnect", { wish: anyone });
  await stopBulk(chief, id);
  await stopBulk(chief, id);
  const { job, outcomes } = await worked(id);
  expect(outcomes).toContain("cancelled");
  expect((job?.done ?? 0) + (job?.failed ?? 0)).toBeLessThan(60);
  const told = await query(
    database.url,
    `SELECT * FROM audit_entries WHERE action = 'bulk.cancelled' AND target_id = '${id}'`,
  );
  expect(told).toHaveLength(1);
});

test("nobody but an administrator begins or cancels one, and nobody one over nothing", async () => {
  const plain = await person("user");
  expect((await rejection(startBulk(plain, "disconnect", { wish: anyone }))).code).toBe("forbidden");
  expect((await rejection(stopBulk(plain, "any"))).code).toBe("forbidden");
  expect((await rejection(startBulk(chief, "test", { ids: [] }))).code).toBe("invalid_input");
  const nothing = { wish: { ...anyone, text: "nobody has this" } };
  expect((await rejection(startBulk(chief, "test", nothing))).code).toBe("invalid_input");
});

test("what is over is forgotten a month later, however many rows it had; what is not over never is", async () => {
  const id = await startBulk(chief, "disconnect", { wish: anyone });
  const { job } = await worked(id);
  const open = { ...(job as BulkJob), id: newId(), finishedAt: null };
  await store().atomically(insertBulk(open, { ids: [] }, 1));
  const { db, bulkItems } = store();
  await db.insert(bulkItems).values(
    Array.from({ length: 1_500 }, (_, index) => ({
      jobId: id,
      position: 1_000 + index,
      connectionId: newId(),
      name: "One of many",
      outcome: "done",
      endedAt: job?.finishedAt ?? null,
    })),
  );
  const monthOn = (ms: number) => new Date((job?.finishedAt?.getTime() ?? 0) + 30 * 86_400_000 + ms);
  await dropOld(monthOn(-1));
  expect(await findBulk(id)).not.toBeNull();
  expect(await db.$count(bulkItems)).toBe(1_560);
  await dropOld(monthOn(1));
  expect(await findBulk(id)).toBeNull();
  expect(await db.$count(bulkItems)).toBe(0);
  expect(await findBulk(open.id)).not.toBeNull();
});

test("more than ten thousand are begun with the first of the list, in its order, and that is said before", async () => {
  const { db, connections } = store();
  const [like] = await db.select().from(connections).limit(1);
  if (like === undefined) throw new Error("Nothing is linked.");
  const others = Array.from({ length: 9_945 }, (_, index) => {
    const each = { ...like, id: newId(), accountId: `many-${index}`, accountName: `Many ${index}` };
    return { ...each, foundBy: foundBy(each) };
  });
  for (let from = 0; from < others.length; from += 500)
    await db.insert(connections).values(others.slice(from, from + 500));
  expect(await prepareBulk(chief, { scope: "all", sort: "name" })).toMatchObject({
    total: 10_000,
    capped: "by name",
  });
  const wish: Wish = { ...anyone, sort: "name" };
  const id = await startBulk(chief, "test", { wish });
  await stopBulk(chief, id);
  await attendBulk();
  expect((await findBulk(id))?.total).toBe(10_000);
  const { rows } = await listEveryone(chief, wish, null);
  const items = await listBulkItems(id, { after: 0, limit: rows.length, failed: false });
  expect(items.map(({ connectionId }) => connectionId)).toEqual(rows.map((row) => row.id));
  expect(await prepareBulk(chief, { scope: "all", q: "many 1" })).toMatchObject({ capped: null });
});
