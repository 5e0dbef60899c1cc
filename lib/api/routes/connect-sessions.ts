import "#lib/server-only";
import { z } from "zod";
import { createConnectSession, newConnectSession, outcomeOf } from "#lib/customers/sessions";
import { type Route, route } from "../route.ts";
import { address, instant, named } from "../shapes.ts";

const made = named(
  "ConnectSession",
  z.strictObject({
    id: z.string(),
    url: address(
      "Where to send your customer. It opens once; hand it to nobody else, and keep it out of logs.",
    ),
    ownerId: z.string().describe("This customer, as connections name them in `ownerId`."),
    expiresAt: instant("Until when it can be opened."),
  }),
);

const outcome = named(
  "ConnectSessionOutcome",
  z.strictObject({
    id: z.string(),
    status: z
      .enum(["waiting", "open", "linked", "denied", "closed", "expired"])
      .describe("`waiting`: not opened yet. `closed`: left without linking anything."),
    connectionId: z.string().nullable().describe("What was linked last."),
  }),
);

export const connectSessionRoutes: Route[] = [
  route({
    name: "createConnectSession",
    method: "POST",
    path: "/connect-sessions",
    chapter: "Connect sessions",
    summary: "Make a link page for one of your customers",
    description:
      "Ask for it on your server when the customer wants to link an account, and send their browser to `url`: as a page, or in a window or a frame with `connect.js`. `returnUrl` and `origin` must be among the addresses that an administrator allowed.",
    scope: "sessions:write",
    body: named("NewConnectSession", newConnectSession),
    answer: made,
    status: 201,
    failures: ["return_not_allowed", "forbidden", "not_found"],
    handle: async ({ key, body }) => {
      const session = await createConnectSession(key, body);
      return { ...session, expiresAt: session.expiresAt.toISOString() };
    },
  }),

  route({
    name: "readConnectSession",
    method: "GET",
    path: "/connect-sessions/{id}",
    chapter: "Connect sessions",
    summary: "See what came of a connect session",
    scope: "sessions:write",
    answer: outcome,
    failures: ["not_found"],
    handle: async ({ key, params }) => {
      const { status, connectionId } = await outcomeOf(params.id, key);
      return { id: params.id, status, connectionId };
    },
  }),
];
