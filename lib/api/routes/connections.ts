import "#lib/server-only";
import { z } from "zod";
import { type ConnectionRow, findConnection, listConnections } from "#db/connections";
import { disconnect } from "#lib/connections/disconnect";
import { refreshNow } from "#lib/connections/refresh-now";
import { rename } from "#lib/connections/rename";
import { testNow } from "#lib/connections/test-now";
import { Failure, type FailureCode } from "#lib/errors";
import { connectionShape, connectionView, connectionViewer, status } from "../connection-view.ts";
import { readPlace, writePlace } from "../cursor.ts";
import { etagOf, requireMatch } from "../etag.ts";
import { type ApiRequest, headerOf } from "../exchange.ts";
import type { KeyActor } from "../key-actor.ts";
import { type Route, route } from "../route.ts";
import { named, pageOf, paging, vendorId } from "../shapes.ts";

/** What asking the vendor may end with. */
const atVendor: FailureCode[] = [
  "not_found",
  "provider_not_configured",
  "provider_refused",
  "provider_client_refused",
  "provider_unreachable",
  "provider_unreadable",
  "reauth_required",
  "answer_lost",
  "disconnected",
  "busy",
];

export const connectionRoutes: Route[] = [
  route({
    name: "listConnections",
    method: "GET",
    path: "/connections",
    chapter: "Connections",
    summary: "List connections",
    description: "Oldest first. A key that is limited to vendors or owners is shown theirs only.",
    scope: "connections:read",
    query: z.strictObject({
      ...paging,
      provider: vendorId.optional().describe("Only those at this vendor."),
      status: status.optional().describe("Only those with this status."),
      owner: z.string().max(60).optional().describe("Only this person's, by `ownerId`."),
      account: z.string().max(200).optional().describe("Only those of this vendor account, by `account.id`."),
    }),
    answer: pageOf("ConnectionPage", connectionShape),
    handle: async ({ key, query: { limit, cursor, provider, status, owner, account } }) => {
      const rows = await listConnections(key, {
        limit: limit + 1,
        after: cursor === undefined ? undefined : readPlace(cursor),
        provider,
        status,
        ownerId: owner,
        accountId: account,
      });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        data: page.map(await connectionViewer()),
        nextCursor: rows.length > limit && last !== undefined ? writePlace(last) : null,
      };
    },
  }),

  route({
    name: "readConnection",
    method: "GET",
    path: "/connections/{id}",
    chapter: "Connections",
    summary: "Read a connection",
    scope: "connections:read",
    answer: connectionShape,
    failures: ["not_found"],
    handle: async ({ key, params }) => connectionView(await known(key, params.id)),
  }),

  route({
    name: "renameConnection",
    method: "PATCH",
    path: "/connections/{id}",
    chapter: "Connections",
    summary: "Rename a connection",
    description:
      "With `If-Match` and the ETag of what you read, it is renamed only if nothing has changed since.",
    scope: "connections:write",
    body: named(
      "ConnectionChange",
      z.strictObject({
        label: z
          .string()
          .max(200)
          .nullable()
          .describe(
            "What its person calls it, up to 80 characters; null or empty: what the vendor calls it.",
          ),
      }),
    ),
    answer: connectionShape,
    tagged: true,
    failures: ["not_found", "precondition_failed", "busy"],
    handle: async ({ key, params, body, request }) => {
      await rename(key, params.id, body.label ?? "", await asRead(request));
      return connectionView(await known(key, params.id));
    },
  }),

  route({
    name: "disconnectConnection",
    method: "DELETE",
    path: "/connections/{id}",
    chapter: "Connections",
    summary: "Disconnect",
    description:
      "Erases the tokens here at once, then tells the vendor. `receipt` says what was done; the record stays. Doing it twice changes nothing.",
    scope: "connections:write",
    answer: connectionShape,
    failures: ["not_found", "precondition_failed", "busy"],
    handle: async ({ key, params, request }) => {
      await disconnect(key, params.id, { allow: await asRead(request) });
      return connectionView(await known(key, params.id));
    },
  }),

  route({
    name: "testConnection",
    method: "POST",
    path: "/connections/{id}/test",
    chapter: "Connections",
    summary: "Test a connection",
    description: "Asks the vendor whose token it is. A failure is what the test found.",
    scope: "connections:write",
    answer: connectionShape,
    failures: atVendor,
    handle: async ({ key, params }) => {
      await testNow(key, params.id);
      return connectionView(await known(key, params.id));
    },
  }),

  route({
    name: "refreshConnection",
    method: "POST",
    path: "/connections/{id}/refresh",
    chapter: "Connections",
    summary: "Fetch a new token",
    description:
      "Although the present one may live; reading a token renews it by itself when that is due. A link that cannot be renewed is tested instead.",
    scope: "connections:write",
    answer: named(
      "Refreshed",
      z.strictObject({ outcome: z.enum(["refreshed", "tested_instead"]), connection: connectionShape }),
    ),
    failures: atVendor,
    handle: async ({ key, params }) => {
      const outcome = await refreshNow(key, params.id);
      return { outcome, connection: await connectionView(await known(key, params.id)) };
    },
  }),
];

/** Objects to a connection that is not what the request names in If-Match (RFC 9110 §13.1.1). */
async function asRead(request: ApiRequest): Promise<(row: ConnectionRow) => void> {
  const view = await connectionViewer();
  return (row) => requireMatch(() => etagOf(JSON.stringify(view(row))), headerOf(request, "if-match"));
}

async function known(key: KeyActor, id: string): Promise<ConnectionRow> {
  const row = await findConnection(key, id);
  if (row === null) throw new Failure("not_found", "connection");
  return row;
}
