import { afterAll, expect, test } from "vitest";
import { findConnection } from "#db/connections";
import { freshConnection } from "#lib/connections/fresh";
import { openDesk } from "./desk.ts";

/** The desk itself: a linked connection is read and renewed through a network that the test plays. */

let asked = 0;
const desk = await openDesk({
  world: {
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

test("reads go without the vendor while the token is fresh, and through it when it is not", async () => {
  const sam = await desk.person();
  const expiresAt = new Date(Date.now() + 21_600_000);
  const tokens = { accessToken: "a-0", refreshToken: "r", scopes: ["all:read"], expiresAt };
  const id = await desk.link(sam, "wistia", { accountId: "77", tokens, grant: { kind: "code" } });
  await freshConnection(id);
  expect(asked).toBe(0);
  await freshConnection(id, { need: "new" });
  expect(asked).toBe(1);
  expect(await findConnection(sam, id)).toMatchObject({ generation: 2, leaseOwner: null, intent: null });
});
