import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { deserialize, serialize } from "node:v8";
import type { World } from "./world.ts";

/**
 * What the vendors remember from one start to the next, so that accounts linked in yesterday's demo still
 * work today. A file of Node's own serialization: maps, dates and infinite lifetimes keep their meaning.
 */

type Remembered = Record<string, { state: object; settings: object }>;

export function recall(world: World, file: string) {
  if (!existsSync(file)) return;
  const remembered = deserialize(readFileSync(file)) as Remembered;
  for (const { emulator, vendor } of world.members) {
    const own = remembered[emulator.id];
    if (!own) continue;
    Object.assign(vendor.state as object, own.state);
    Object.assign(vendor.settings, own.settings);
  }
}

export function remember(world: World, file: string) {
  const all: Remembered = {};
  for (const { emulator, vendor } of world.members)
    all[emulator.id] = { state: keepable(vendor.state as object), settings: vendor.settings };
  writeFileSync(`${file}.new`, serialize(all));
  renameSync(`${file}.new`, file);
}

/** Signing keys cannot be written down; a new start makes new ones, and the app is told them. */
function keepable(state: object): object {
  return Object.fromEntries(Object.entries(state).filter(([, value]) => isPlain(value)));
}

function isPlain(value: unknown): boolean {
  try {
    serialize(value);
    return true;
  } catch {
    return false;
  }
}
