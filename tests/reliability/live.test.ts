import { setImmediate as immediate } from "node:timers/promises";
import { afterAll, expect, test, vi } from "vitest";
import { insertEvent } from "#db/events";
import { store } from "#db/store";
import { insertSession } from "#db/users";
import { watch } from "#lib/live/watch";
import { newId } from "#lib/random";
import { openDesk } from "./desk.ts";

const desk = await openDesk();
afterAll(() => desk.close());

test("a burst of changes holds nobody's news up", async () => {
  const sam = await desk.person();
  const session = { id: sam.sessionId, userId: sam.userId, agent: null, revokedAt: null };
  const soon = new Date(Date.now() + 3_600_000);
  await insertSession({ ...session, createdAt: new Date(), expiresAt: soon });
  const tokens = { accessToken: "a", refreshToken: "r", scopes: [], expiresAt: soon };
  const id = await desk.link(sam, "wistia", { accountId: "77", tokens, grant: { kind: "code" } });

  const told: string[] = [];
  const end = watch(
    sam,
    ({ kind }) => told.push(kind),
    () => {},
  );
  // What is there at the first look is no news, so that look comes first.
  await immediate();
  const start = Date.now();
  const burst = Array.from({ length: 1_200 }, (_, index) =>
    insertEvent({
      id: newId(),
      connectionId: id,
      actorId: null,
      kind: index === 1_199 ? "ended" : "renewed",
      at: new Date(start + index),
      data: {},
    }),
  );
  await store().atomically(burst as [(typeof burst)[0], ...typeof burst]);
  await vi.waitFor(() => expect(told).toContain("ended"), { timeout: 100_000 });
  expect(told.filter((kind) => kind === "renewed")).toHaveLength(1_199);
  end();
});
