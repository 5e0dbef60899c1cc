import "#lib/server-only";
import { basename, resolve } from "node:path";
import { readSnapshot } from "#db/snapshot";
import { store } from "#db/store";
import { recorded } from "#lib/audit/record";
import { now } from "#lib/clock";
import { env } from "#lib/env";
import type { Doer } from "#lib/request";
import { type Written, writeBackup } from "./file.ts";

/** Writes everything that the database holds at this moment to a file, but not the keys that open it. */
export async function makeBackup(file: string, by: Doer): Promise<Written> {
  const at = now();
  const written = await writeBackup(resolve(file), readSnapshot(env().DATABASE_URL), at);
  const { auditHead, atomically } = store();
  await atomically([
    (db) => db.select({ id: auditHead.id }).from(auditHead),
    recorded({
      action: "backup.made",
      target: { kind: "backup", id: null, name: basename(file) },
      at,
      data: written,
      by,
    }),
  ]);
  return written;
}
