import { afterAll, expect, test } from "vitest";
import { listOpenIncidents } from "#db/incidents";
import { freshConnection } from "#lib/connections/fresh";
import { Failure } from "#lib/errors";
import type { HttpResponse } from "#lib/providers/types";
import { openDesk } from "./desk.ts";

/** An incident at one of several ways to renew. */

let time = Date.now();
let answers: Record<string, HttpResponse> = {};
const desk = await openDesk({
  world: {
    now: () => new Date(time),
    exchange: async (_, { url }) => {
      const answer = answers[new URL(url).pathname];
      if (answer === undefined) throw new Failure("provider_unreachable", url);
      return answer;
    },
  },
});
afterAll(() => desk.close());

const answer = (status: number, body: unknown): HttpResponse => ({ status, headers: {}, body });
const refused = answer(400, { error: "invalid_grant" });
const given = answer(200, { access_token: "new", refresh_token: "r" });
const MINUTE_MS = 60_000;

test("is over when the vendor gives a token in another way", async () => {
  const sam = await desk.person();
  const expiresAt = new Date(time + 5 * MINUTE_MS);
  const tokens = { accessToken: "a", refreshToken: "r", scopes: [], expiresAt };
  const [first, second] = await Promise.all(
    ["one", "two"].map((accountId) =>
      desk.link(sam, "wix-advanced", { accountId, tokens, grant: { kind: "code" } }),
    ),
  );
  time += 6 * MINUTE_MS;

  answers = { "/oauth/access": refused, "/oauth2/token": answer(401, { error: "invalid_client" }) };
  await expect(freshConnection(first as string)).rejects.toMatchObject({ code: "provider_client_refused" });
  expect(await listOpenIncidents()).toMatchObject([
    { kind: "client", endpoint: "www.wixapis.com/oauth2/token" },
  ]);
  // Nobody else tries meanwhile.
  await expect(freshConnection(second as string)).rejects.toMatchObject({ code: "provider_client_refused" });

  answers = { "/oauth/access": given };
  time += MINUTE_MS;
  await freshConnection(second as string);
  expect(await listOpenIncidents()).toEqual([]);
  await freshConnection(first as string);
});
