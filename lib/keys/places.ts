import type { Schema } from "#db/schema";
import type { Place } from "#lib/vault";

/**
 * The field that each sealed column's text names as its place (lib/vault.ts). What is not listed cannot be
 * sealed anew, so a test holds this list against the schema.
 */
export const sealedFields: { [Table in keyof Schema]?: { table: string; fields: Record<string, string> } } = {
  connections: {
    table: "connections",
    fields: {
      sealedAccessToken: "accessToken",
      sealedRefreshToken: "refreshToken",
      sealedGrant: "grant",
    },
  },
  revocations: { table: "revocations", fields: { sealedTokens: "tokens" } },
  linkAttempts: { table: "link_attempts", fields: { sealedVerifier: "verifier" } },
  secrets: { table: "secrets", fields: { sealedValue: "sealedValue" } },
  letters: { table: "letters", fields: { sealedText: "text" } },
  idempotency: { table: "idempotency", fields: { sealedAnswer: "sealedAnswer" } },
  webhookEndpoints: {
    table: "webhook_endpoints",
    fields: { sealedSecret: "secret", sealedOldSecret: "oldSecret" },
  },
};

/** Each key's probe is sealed with that very key for ever; it shows at a start that the key is the right one. */
export const neverRotated: (keyof Schema)[] = ["sealingKeys"];

/** Where a column's text belongs. */
export function placeOf(name: keyof Schema, column: string, row: { id: string; generation: number }): Place {
  const known = sealedFields[name];
  const field = known?.fields[column];
  if (known === undefined || field === undefined)
    throw new Error(`The column ${name}.${column} is not listed.`);
  return { table: known.table, row: row.id, field, generation: row.generation };
}
