import "#lib/server-only";
import { saveLabel } from "#db/connection-changes";
import { type ConnectionRow, findConnection } from "#db/connections";
import { store } from "#db/store";
import { recorded } from "#lib/audit/record";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { cleanText } from "#lib/providers/oauth";
import type { Agent } from "./agent.ts";

const LONGEST_LABEL = 80;
const TRIES = 5;

/** What was done, and what it was called before, to be taken back. */
type Renamed = { done: "renamed" | "name_cleared"; was: string | null };

/**
 * Gives a connection a name of its person's own; an empty one goes back to what the vendor calls it. `allow`
 * sees the connection as it is before, and may object.
 */
export async function rename(
  agent: Agent,
  id: string,
  text: string,
  allow: (row: ConnectionRow) => void = () => {},
): Promise<Renamed> {
  const label = cleanText(text);
  if (label !== null && [...label].length > LONGEST_LABEL) throw new Failure("invalid_input", "label");
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const row = await findConnection(agent, id);
    if (row === null) throw new Failure("not_found", "connection");
    allow(row);
    const data = { provider: row.provider, from: row.label, to: label };
    const target = { kind: "connection", id, name: label ?? row.accountName };
    const rows = await store().atomically([
      saveLabel(agent, row, label),
      recorded({ action: "connection.renamed", target, at: now(), data }),
    ]);
    if (rows !== null) return { done: label === null ? "name_cleared" : "renamed", was: row.label };
  }
  throw new Failure("busy", "the connection kept changing");
}
