import fc from "fast-check";
import { expect, test } from "vitest";
import { findConnection, isVisible, listConnections, type Viewer } from "#db/connections";
import { openStore } from "#db/open";
import { store } from "#db/store";

/** Who sees which connection is said twice, once for statements and once for rows: here they meet. */

const names = ["a", "b", "c"];
const some = fc.option(fc.subarray(names), { nil: null });
const viewers: fc.Arbitrary<Viewer> = fc.oneof(
  fc.constant("everyone" as const),
  fc.constantFrom(...names).map((userId) => ({ userId })),
  // An administrator at work on everyone's.
  fc.constantFrom(...names).map((userId) => ({ userId, sees: "everyone" as const })),
  fc.record({ providers: some, owners: some }),
);

test("a row is seen exactly by those whose list it is on", async () => {
  await openStore("file::memory:", "db/migrations");
  const { db, users, connections } = store();
  const at = new Date();
  await db
    .insert(users)
    .values(names.map((id) => ({ id, email: id, name: id, role: "user" as const, createdAt: at })))
    .returning({ id: users.id });
  const rows = names.flatMap((userId) =>
    names.map((provider) => ({
      id: `${userId}-${provider}`,
      userId,
      provider,
      accountId: "1",
      accountName: "One",
      status: "active" as const,
      generation: 1,
      renewable: false,
      failures: 0,
      linkedAt: at,
      createdAt: at,
    })),
  );
  await db.insert(connections).values(rows).returning({ id: connections.id });
  await fc.assert(
    fc.asyncProperty(viewers, async (viewer) => {
      const listed = (await listConnections(viewer, { limit: 100 })).map(({ id }) => id).sort();
      const seen = rows
        .filter((row) => isVisible(viewer, row))
        .map(({ id }) => id)
        .sort();
      expect(seen).toEqual(listed);
      for (const { id } of rows)
        expect((await findConnection(viewer, id))?.id ?? null).toBe(listed.includes(id) ? id : null);
    }),
  );
  await store().close();
});
