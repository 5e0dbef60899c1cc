import "#lib/server-only";
import { z } from "zod";
import { findForToken } from "#db/connections";
import { now } from "#lib/clock";
import { freshConnection, isUsable } from "#lib/connections/fresh";
import { readAccessToken } from "#lib/connections/opened";
import { noteRead, requireRoomForReads } from "#lib/connections/reads";
import { stateOf } from "#lib/connections/state";
import { Failure } from "#lib/errors";
import { findProvider } from "#lib/providers/index";
import { troubleOf } from "#lib/vendors/trouble";
import { stateName } from "../connection-view.ts";
import { type Route, route } from "../route.ts";
import { instant, named, vendorId } from "../shapes.ts";

const tokenShape = named(
  "Token",
  z.strictObject({
    accessToken: z.string(),
    authorization: z.string().describe("The value of the Authorization header, as this vendor wants it."),
    expiresAt: instant("When it ends; null: the vendor names no end.").nullable(),
    scopes: z.array(z.string()).describe("What it may do, as far as is known."),
    missingScopes: z.array(z.string()).describe("What was asked for and not granted."),
    connectionId: z.string(),
    provider: vendorId,
    health: named(
      "TokenHealth",
      z.strictObject({ state: stateName, sentence: z.string().describe("The same in words, for people.") }),
    ),
  }),
);

const none: string[] = [];

/** The hot path: one statement, one look at what was opened lately, and a note for the audit log. */
export const tokenRoutes: Route[] = [
  route({
    name: "readToken",
    method: "GET",
    path: "/connections/{id}/token",
    chapter: "Tokens",
    summary: "Get a working access token",
    description:
      "Renewed first when that is due, however many ask at once. Ask anew for each piece of work instead of keeping it. Every read is in the audit log.",
    scope: "tokens:read",
    answer: tokenShape,
    tagged: false,
    failures: [
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
    ],
    handle: async ({ key, params }) => {
      requireRoomForReads();
      const found = await findForToken(key, params.id);
      if (found === null) throw new Failure("not_found", "connection");
      const at = now();
      const row = isUsable(found, at) ? found : await freshConnection(found.id);
      const accessToken = readAccessToken(row);
      if (accessToken === null) throw new Failure("reauth_required", row.id);
      noteRead(row, key, at);
      const provider = findProvider(row.provider);
      const { requestedScopes, grantedScopes } = row;
      const state = stateOf(row, provider ?? { name: row.provider }, at, await troubleOf(row, at));
      return {
        accessToken,
        authorization: provider?.authorization?.(accessToken) ?? `Bearer ${accessToken}`,
        expiresAt: row.expiresAt?.toISOString() ?? null,
        scopes: grantedScopes ?? requestedScopes ?? none,
        missingScopes:
          grantedScopes === null || requestedScopes === null
            ? none
            : requestedScopes.filter((name) => !grantedScopes.includes(name)),
        connectionId: row.id,
        provider: row.provider,
        health: { state: state.name, sentence: state.sentence },
      };
    },
  }),
];
