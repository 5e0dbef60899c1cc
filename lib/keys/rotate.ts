import "#lib/server-only";
import { setImmediate as otherWork } from "node:timers/promises";
import {
  claimRotation,
  endRotation,
  findOpenRotation,
  insertRotation,
  type RotationRow,
  releaseRotation,
  saveRotationPlace,
} from "#db/rotations";
import {
  findSealed,
  listSealedOtherwise,
  type Resealed,
  replaceSealed,
  type SealedRow,
  type SealedTable,
} from "#db/sealed";
import { recorded, type Told } from "#lib/audit/record";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { OWNER, takeable } from "#lib/lease";
import { log } from "#lib/log";
import { newId } from "#lib/random";
import { currentRequest } from "#lib/request";
import { latestKeyset, seal, unseal } from "#lib/vault";
import { world } from "#lib/world";
import { countByKey, rotatedTables } from "./count.ts";
import { addKey, newKeyId, ownKeyFile } from "./key-file.ts";
import { placeOf, sealedFields } from "./places.ts";
import { insertProbe } from "./probe.ts";

/**
 * Sealing everything anew with the primary key, while everybody goes on reading and renewing: a row at a time,
 * each under the condition that it is what was read. Any process goes on where another one stopped; only the
 * place is remembered, since what was sealed anew says so itself (decision record 0013).
 */

/** So many at once, after which everybody else has their turn. */
const PAGE = 25;

/** Begins a rotation, or answers the one that is under way. */
export async function beginRotation(): Promise<RotationRow> {
  requireListed();
  const open = await findOpenRotation();
  const { primary } = latestKeyset();
  const file = ownKeyFile();
  if (open !== null && (open.keyId === primary || file !== null)) return open;
  // The operator has put yet another key first; what the rotation before did is not done again.
  if (open !== null) await endRotation(open.id, now());
  const { rows, byKey } = await countByKey([primary]);
  const left = rows - (byKey.get(primary) ?? 0);
  if (left === 0 && file === null) throw new Failure("keys_unchanged", primary);
  return opened(left === 0 ? newKeyId() : primary, left === 0 ? rows : left);
}

async function opened(keyId: string, total: number): Promise<RotationRow> {
  const at = now();
  const row: RotationRow = {
    id: newId(),
    openKey: "open",
    keyId,
    place: { table: "", after: null },
    total,
    done: 0,
    startedBy: currentRequest()?.doer?.id ?? null,
    leaseOwner: null,
    leaseUntil: null,
    startedAt: at,
    finishedAt: null,
  };
  const entry = recorded(told("keys.rotation_started", keyId, { rows: total }));
  return (await insertRotation(row, entry)) ? row : beginRotation();
}

const told = (action: Told["action"], keyId: string, data: Record<string, unknown> = {}): Told => ({
  action,
  target: { kind: "sealing_key", id: keyId, name: keyId },
  at: now(),
  data,
});

/** Goes on with the open rotation until it is done, unless somebody else is at it; how many rows it sealed anew. */
export async function goOnRotating(): Promise<number> {
  const open = await findOpenRotation();
  const lease = open === null ? null : takeable(open);
  if (open === null || lease === null) return 0;
  const row = await claimRotation({ id: open.id, owner: OWNER, takeable: lease, leaseMs: world().leaseMs });
  if (row === null) return 0;
  try {
    return await rotate(row);
  } finally {
    await releaseRotation(row.id, OWNER);
  }
}

async function rotate(row: RotationRow): Promise<number> {
  await ensureKey(row.keyId);
  // A process with other keys first leaves it to one that has the right ones.
  if (latestKeyset().primary !== row.keyId) return 0;
  await insertProbe(row.keyId);
  let place = row.place;
  for (let sealed = 0; ; ) {
    const pass = await walk({ ...row, place, done: row.done + sealed });
    sealed += pass.sealed;
    if (!pass.through) return sealed;
    // Rows that a process with the key before has written behind our back; and those that do not open.
    const { rows, byKey } = await countByKey([row.keyId]);
    const left = rows - (byKey.get(row.keyId) ?? 0);
    place = { table: "", after: null };
    if (left > 0 && pass.sealed > 0) continue;
    const entry = recorded(told("keys.rotation_finished", row.keyId, { rows: row.done + sealed, left }));
    await endRotation(row.id, now(), entry);
    log.info({ key: row.keyId, rows: row.done + sealed, left }, "Everything is sealed anew.");
    return sealed;
  }
}

/** In an installation that keeps its own keys the new one is made here, by whoever holds the lease. */
async function ensureKey(keyId: string): Promise<void> {
  const file = ownKeyFile();
  if (file === null || latestKeyset().keys.has(keyId)) return;
  addKey(file, keyId);
  latestKeyset();
}

/** Through all tables from the place on. `through`: false when somebody else took over. */
async function walk(row: RotationRow): Promise<{ sealed: number; through: boolean }> {
  const tables = rotatedTables();
  const from = Math.max(
    0,
    tables.findIndex(({ name }) => name === row.place.table),
  );
  let sealed = 0;
  for (const table of tables.slice(from)) {
    let after = table.name === row.place.table ? row.place.after : null;
    for (;;) {
      const page = await listSealedOtherwise(table, row.keyId, after, PAGE);
      if (page.length === 0) break;
      const resealed = (await Promise.all(page.map((row) => sealedAnew(table, row)))).filter(
        (each) => each !== null,
      );
      if (resealed.length > 0) await replaceSealed(table, resealed);
      sealed += resealed.length;
      await otherWork();
      after = page.at(-1)?.id ?? after;
      const so = { place: { table: table.name, after }, done: row.done + sealed, leaseMs: world().leaseMs };
      if (!(await saveRotationPlace(row.id, OWNER, so))) return { sealed, through: false };
      if (page.length < PAGE) break;
    }
  }
  return { sealed, through: true };
}

/** Null when the row does not open; then somebody has just sealed it for another generation, or nobody ever can. */
async function sealedAnew(table: SealedTable, read: SealedRow): Promise<Resealed | null> {
  const texts: Record<string, string> = {};
  try {
    for (const [column, text] of Object.entries(read.texts))
      if (text !== null) {
        const place = placeOf(table.name, column, read);
        texts[column] = seal(unseal(text, place), place);
      }
    return { read, texts };
  } catch (error) {
    const present = await findSealed(table, read.id);
    if (JSON.stringify(present) === JSON.stringify(read))
      log.error(
        { error: (error as Error).message },
        "A sealed text cannot be sealed anew and stays as it is.",
      );
    return null;
  }
}

/** A column that nobody told us how to open would keep its old key for ever. */
function requireListed(): void {
  for (const { name, columns } of rotatedTables())
    for (const column of columns)
      if (sealedFields[name]?.fields[column] === undefined)
        throw new Error(`${name}.${column} is sealed and not listed in lib/keys/places.ts.`);
}
