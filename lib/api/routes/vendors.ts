import "#lib/server-only";
import { z } from "zod";
import { listOpenIncidents } from "#db/incidents";
import { listVendorSettings } from "#db/vendor-settings";
import { catalogue } from "#lib/connections/catalogue";
import { type Route, route } from "../route.ts";
import { address, instant, named, vendorId } from "../shapes.ts";

const scopeShape = z.strictObject({ name: z.string(), words: z.string() });

const vendorShape = named(
  "Vendor",
  z.strictObject({
    id: vendorId,
    name: z.string(),
    summary: z.string().describe("What linking gives, for people."),
    flow: z.enum(["authorization-code", "app-install", "api-key"]),
    configured: z
      .boolean()
      .describe("Whether this server has credentials there; false: nothing can be linked."),
    asks: z
      .array(scopeShape)
      .nullable()
      .describe("The permissions that people are asked for; null: fixed where the app is registered."),
    paused: z.strictObject({
      linking: z.boolean().describe("An administrator has stopped new links."),
      renewing: z.boolean().describe("An administrator has stopped renewals."),
    }),
    incident: z
      .strictObject({
        kind: z.enum(["outage", "client"]),
        openedAt: instant("Since when."),
        sentence: z.string(),
      })
      .nullable()
      .describe("What is wrong with the vendor as a whole; null: nothing that is known."),
    docsUrl: address("The vendor's own documentation."),
  }),
);

const wrong = {
  outage: (name: string) => `${name} does not answer as it should.`,
  client: (name: string) => `${name} does not accept this server's own credentials.`,
};

export const vendorRoutes: Route[] = [
  route({
    name: "listVendors",
    method: "GET",
    path: "/vendors",
    chapter: "Vendors",
    summary: "List vendors",
    description: "All on one page.",
    scope: "vendors:read",
    answer: named("VendorList", z.strictObject({ data: z.array(vendorShape), nextCursor: z.null() })),
    handle: async ({ key }) => {
      const [incidents, settings] = await Promise.all([listOpenIncidents(), listVendorSettings()]);
      const seen = catalogue().filter(({ id }) => key.providers === null || key.providers.includes(id));
      return {
        data: seen.map(({ id, name, summary, flow, configured, asks, docsUrl }) => {
          const incident = incidents.find(({ provider }) => provider === id);
          const setting = settings.find(({ provider }) => provider === id);
          return {
            id,
            name,
            summary,
            flow,
            configured,
            asks,
            paused: {
              linking: (setting?.linkingPausedAt ?? null) !== null,
              renewing: (setting?.renewingPausedAt ?? null) !== null,
            },
            incident:
              incident === undefined
                ? null
                : {
                    kind: incident.kind,
                    openedAt: incident.openedAt.toISOString(),
                    sentence: wrong[incident.kind](name),
                  },
            docsUrl,
          };
        }),
        nextCursor: null,
      };
    },
  }),
];
