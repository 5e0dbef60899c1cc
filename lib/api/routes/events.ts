import "#lib/server-only";
import { z } from "zod";
import { listMessages, settledPosition } from "#db/messages";
import { now } from "#lib/clock";
import { messageTypes } from "#lib/webhooks/types";
import { readPosition, writePosition } from "../cursor.ts";
import { type Route, route } from "../route.ts";
import { instant, named, paging } from "../shapes.ts";

const types = Object.keys(messageTypes) as [keyof typeof messageTypes, ...(keyof typeof messageTypes)[]];

const eventShape = named(
  "Event",
  z.strictObject({
    id: z.string().describe("The same as in the webhook that tells of it."),
    type: z.enum(types),
    timestamp: instant("When it happened."),
    subject: z.string().describe("A connection's id, or `vendor:` and a vendor's id: what keeps its order."),
    data: z.record(z.string(), z.unknown()).describe("The same as in the webhook."),
  }),
);

export const eventRoutes: Route[] = [
  route({
    name: "listEvents",
    method: "GET",
    path: "/events",
    chapter: "Events",
    summary: "Read what happened",
    description:
      "Oldest first, from the cursor on. Keep the last page's `laterCursor` and ask with it again, for what has happened since. A key that is limited to vendors or owners is told of theirs only.",
    scope: "events:read",
    query: z.strictObject({
      ...paging,
      type: z.enum(types).optional().describe("Only what is of this kind."),
      subject: z.string().max(100).optional().describe("Only what happened to this."),
    }),
    answer: named(
      "EventPage",
      z.strictObject({
        data: z.array(eventShape),
        nextCursor: z
          .string()
          .nullable()
          .describe("Asks for the page after this one; null: this is the last."),
        laterCursor: z.string().describe("Asks, at any time, for what comes after this page."),
      }),
    ),
    handle: async ({ key, query: { limit, cursor, type, subject } }) => {
      const after = cursor === undefined ? null : readPosition(cursor);
      const until = await settledPosition(now());
      const rows = await listMessages(key, { after: after ?? 0, until, type, subject, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const hasMore = rows.length > limit;
      // Past what was left out as well: it need not be looked through again.
      const end = writePosition(hasMore ? (page.at(-1)?.position ?? until) : Math.max(until, after ?? 0));
      return {
        data: page.map(({ id, type, subject, payload, createdAt }) => ({
          id,
          type: type as keyof typeof messageTypes,
          timestamp: createdAt.toISOString(),
          subject,
          data: (payload.data ?? {}) as Record<string, unknown>,
        })),
        nextCursor: hasMore ? end : null,
        laterCursor: end,
      };
    },
  }),
];
