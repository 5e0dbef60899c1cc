import { afterAll, expect, test } from "vitest";
import { claimLease } from "#db/connection-changes";
import { findConnection } from "#db/connections";
import { freshConnection } from "#lib/connections/fresh";
import { OWNER } from "#lib/lease";
import { openDesk } from "./desk.ts";

/** A lease that this process holds without knowing: its claim was stored, and the answer to that was lost. */

let asked = 0;
let waited = 0;
const desk = await openDesk({
  world: {
    pause: async () => {
      waited += 1;
    },
    exchange: async () => {
      asked += 1;
      return {
        status: 200,
        headers: {},
        body: { access_token: `a-${asked}`, refresh_token: "r", expires_in: 21_600, scope: ["all:read"] },
      };
    },
  },
});
afterAll(() => desk.close());

test("it is taken up again at once, and not waited for until it ends", async () => {
  const sam = await desk.person();
  const expiresAt = new Date(Date.now() - 1_000);
  const tokens = { accessToken: "a-0", refreshToken: "r", scopes: ["all:read"], expiresAt };
  const id = await desk.link(sam, "wistia", { accountId: "77", tokens, grant: { kind: "code" } });
  const startedAt = new Date().toISOString();
  const intent = { operation: "renew", generation: 1, startedAt, unanswered: 0 } as const;
  const claim = { id, generation: 1, owner: OWNER, leaseMs: 30_000, intent, dueAt: new Date() };
  expect(await claimLease({ ...claim, takeable: "free" })).toMatchObject({ leaseOwner: OWNER });

  await freshConnection(id);
  expect(waited).toBe(0);
  expect(asked).toBe(1);
  expect(await findConnection(sam, id)).toMatchObject({ generation: 2, leaseOwner: null, intent: null });
});
