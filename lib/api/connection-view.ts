import "#lib/server-only";
import { z } from "zod";
import type { ConnectionRow } from "#db/connections";
import { now } from "#lib/clock";
import { outlookOf } from "#lib/connections/forecast";
import { receiptView } from "#lib/connections/receipt";
import { stateOf, type Trouble } from "#lib/connections/state";
import { findProvider } from "#lib/providers/index";
import { knownTroubles } from "#lib/vendors/trouble";
import { instant, named, vendorId } from "./shapes.ts";

/** A connection as the developer API shows it. Refresh tokens and grants never leave. */

export const stateName = z.enum([
  "works",
  "unproven",
  "renewing",
  "vendor_trouble",
  "needs_you",
  "disconnected",
]);

const health = named(
  "ConnectionHealth",
  z.strictObject({
    state: stateName,
    sentence: z.string().describe("What is, why, and what happens next, for people."),
    provedBy: z
      .enum(["link", "renewal", "test"])
      .nullable()
      .describe("What last showed that the link works."),
    provedAt: instant("When that was.").nullable(),
    next: z
      .strictObject({
        kind: z.enum(["renews", "is_checked", "is_tried_again", "ends", "needs_you"]),
        at: instant("When."),
      })
      .nullable()
      .describe("What comes next, by itself or by its person."),
  }),
);

const account = named(
  "VendorAccount",
  z.strictObject({
    id: z.string().describe("As the vendor's own API names it."),
    name: z.string(),
    url: z.string().nullable(),
  }),
);

const receipt = named(
  "DisconnectReceipt",
  z.strictObject({
    erasedAt: instant("When Patchbay's own copy of the tokens was erased."),
    revocation: z
      .enum(["done", "removed", "refused", "not_offered", "nothing_held", "unreachable", "pending"])
      .describe("What became of telling the vendor."),
    sentence: z.string().describe("The same in words, for people."),
    removalUrl: z.string().describe("Where a person removes the access at the vendor."),
  }),
);

export const status = z.enum(["active", "needs_reauth", "revoked"]);

export const connectionShape = named(
  "Connection",
  z.strictObject({
    id: z.string(),
    provider: vendorId.describe("The vendor's id."),
    status: status.describe("What is stored; `health` says more."),
    health,
    label: z.string().nullable().describe("What its person calls it; null: what the vendor calls it."),
    account,
    ownerId: z.string().describe("Whose it is: a person's id."),
    scopes: z.array(z.string()).describe("What it may do, as far as is known."),
    requestedScopes: z.array(z.string()).nullable().describe("Null: fixed where the app is registered."),
    grantedScopes: z.array(z.string()).nullable().describe("Null: the vendor does not say."),
    expiresAt: instant("When the present access token ends; null: the vendor names no end.").nullable(),
    renews: z.boolean().describe("Whether a new token is fetched without its person."),
    lastReadAt: instant("When a token was last handed out, to within half a minute.").nullable(),
    linkedAt: instant("When its person last linked it."),
    createdAt: instant("When it was first linked."),
    receipt: receipt.nullable().describe("What a disconnect did; null while it is connected."),
  }),
);

export type ConnectionAnswer = z.infer<typeof connectionShape>;

/** Shows as many as are given to it. */
export async function connectionViewer(): Promise<(row: ConnectionRow) => ConnectionAnswer> {
  const troubleAt = await knownTroubles();
  return (row) => view(row, troubleAt(row.provider));
}

export async function connectionView(row: ConnectionRow): Promise<ConnectionAnswer> {
  return (await connectionViewer())(row);
}

function view(row: ConnectionRow, trouble: Trouble | null): ConnectionAnswer {
  const next = outlookOf(row, now());
  const provider = findProvider(row.provider) ?? { name: row.provider, removalUrl: "" };
  const state = stateOf(row, provider, now(), trouble);
  return {
    id: row.id,
    provider: row.provider,
    status: row.status,
    health: {
      state: state.name,
      sentence: state.sentence,
      provedBy: row.provedBy,
      provedAt: row.provedAt?.toISOString() ?? null,
      next: next === null ? null : { kind: next.kind, at: next.at.toISOString() },
    },
    label: row.label,
    account: { id: row.accountId, name: row.accountName, url: row.accountUrl },
    ownerId: row.userId,
    scopes: row.grantedScopes ?? row.requestedScopes ?? [],
    requestedScopes: row.requestedScopes,
    grantedScopes: row.grantedScopes,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    renews: row.renewable,
    lastReadAt: row.lastReadAt?.toISOString() ?? null,
    linkedAt: row.linkedAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
    receipt: receiptAnswer(row, provider),
  };
}

function receiptAnswer(row: ConnectionRow, provider: { name: string; removalUrl: string }) {
  const given = receiptView(row, provider);
  if (given === null) return null;
  const { erasedAt, revocation, sentence, removalUrl } = given;
  return { erasedAt: erasedAt.toISOString(), revocation, sentence, removalUrl };
}
