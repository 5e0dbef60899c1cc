import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, expect, test } from "vitest";
import { store } from "#db/store";
import { Failure } from "#lib/errors";
import { disable, setRole } from "#lib/people/administration";
import type { Actor } from "#lib/people/sessions";
import { freshDatabase, testEngine } from "../rig/database.ts";
import { temporaryFolder } from "../rig/folder.ts";
import { openDesk } from "./desk.ts";

/** However many administrators strike each other at once, one is left, and each of the others is told why not. */

const folder = temporaryFolder();
const database = await freshDatabase(testEngine(), folder.path);
const desk = await openDesk({ url: database.url });
afterAll(async () => {
  await desk.close();
  await database.drop();
  folder.remove();
});

const { db, users } = store();
beforeEach(async () => {
  await db.delete(users).returning({ id: users.id });
});

const actor = (userId: string): Actor => ({
  userId,
  name: "An administrator",
  email: "admin@example.com",
  role: "admin",
  sessionId: "a session",
});

async function administrators(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  await db
    .insert(users)
    .values(
      ids.map((id) => ({
        id,
        email: `${id}@example.com`,
        name: "An administrator",
        role: "admin" as const,
        createdAt: new Date(),
      })),
    )
    .returning({ id: users.id });
  return ids;
}

const left = async () =>
  (await db.select().from(users)).filter(({ role, disabledAt }) => role === "admin" && disabledAt === null);

test("one is left of a circle of them, and one refusal says that they are the last", async () => {
  for (let round = 0; round < 25; round++) {
    const ids = await administrators(3 + (round % 3));
    const outcomes = await Promise.allSettled(
      ids.map((id, index) => {
        const by = actor(ids[(index + 1) % ids.length] ?? "");
        return index % 2 === 0 ? setRole(by, id, "user") : disable(by, id);
      }),
    );
    const refusals = outcomes.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    expect(refusals.map((reason) => (reason instanceof Failure ? reason.code : reason))).toEqual([
      "last_admin",
    ]);
    expect(await left()).toHaveLength(1);
    await db.delete(users).returning({ id: users.id });
  }
});
