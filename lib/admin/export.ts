import "#lib/server-only";
import { stringify } from "csv-stringify/sync";
import { everyonesIds, everyonesRows } from "#db/everyone";
import { noted } from "#lib/audit/record";
import { now } from "#lib/clock";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import { circumstances, soughtBy } from "./circumstances.ts";
import { type ListedConnection, listed } from "./list.ts";
import { type Wish, wishQuery } from "./wish.ts";

/** Everyone's connections as a table (RFC 4180), in batches as they are fetched away: many cost no more memory. */

/** So few that they are gone before memory is next tidied: more would be carried along, and pile up. */
const ROWS_AT_A_TIME = 100;

const header = [
  "connection_id",
  "vendor",
  "account_id",
  "account_name",
  "label",
  "owner_id",
  "owner_name",
  "owner_email",
  "state",
  "state_since",
  "expires_at",
  "renews",
  "proved_by",
  "proved_at",
  "linked_at",
  "last_read_at",
];

/** That the list was taken away is in the audit log before its first row leaves. */
export async function exportConnections(actor: Actor, wish: Wish): Promise<ReadableStream<Uint8Array>> {
  requireAdministrator(actor);
  await noted({
    action: "connections.exported",
    target: { kind: "connections", id: null },
    at: now(),
    data: { filter: wishQuery(wish).toString() },
  });
  const around = await circumstances();
  const sought = soughtBy(wish, around.now);
  const encoder = new TextEncoder();
  let at: { value: number; id: string; way: "after" } | null = null;
  let begun = false;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (!begun) {
        begun = true;
        // Spreadsheets take a table for one of their country's code page unless it begins so.
        controller.enqueue(encoder.encode(`\ufeff${stringify([header])}`));
        return;
      }
      const ids = await everyonesIds(sought, around, { order: "newest", at, limit: ROWS_AT_A_TIME });
      const rows = await everyonesRows(ids);
      const last = rows.at(-1);
      if (last === undefined) return controller.close();
      at = { value: last.createdAt.getTime(), id: last.id, way: "after" };
      // A name that begins like a formula would be one in a spreadsheet.
      const text = stringify(
        rows.map((row) => record(listed(row, around))),
        { escape_formulas: true },
      );
      controller.enqueue(encoder.encode(text));
    },
  });
}

function record(connection: ListedConnection): string[] {
  const { owner, state, proof } = connection;
  return [
    connection.id,
    connection.vendor.name,
    connection.accountId,
    connection.accountName ?? connection.name,
    connection.accountName === null ? "" : connection.name,
    owner.id,
    owner.name,
    owner.email ?? "",
    state.label.replace(/ since$/, ""),
    state.since?.toISOString() ?? "",
    connection.expiresAt?.toISOString() ?? "",
    connection.renews ? "yes" : "no",
    proof?.by ?? "",
    proof?.at.toISOString() ?? "",
    connection.linkedAt.toISOString(),
    connection.lastReadAt?.toISOString() ?? "",
  ];
}
