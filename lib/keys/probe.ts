import "#lib/server-only";
import { insertSealingKey } from "#db/sealing-keys";
import { now } from "#lib/clock";
import { type Place, seal } from "#lib/vault";

export const PROBE = "patchbay";

export const probePlace = (id: string): Place => ({
  table: "sealing_keys",
  row: id,
  field: "sealedProbe",
  generation: 0,
});

/** Writes down that the primary key seals from now on, and what shows that it is the right one. */
export async function insertProbe(primary: string): Promise<void> {
  await insertSealingKey({ id: primary, sealedProbe: seal(PROBE, probePlace(primary)), createdAt: now() });
}
