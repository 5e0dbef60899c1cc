import type { SettingsOf, Switches } from "./emulator.ts";

/** Sets what was given, all or nothing; answers what is wrong with it, if anything. */
export function changeSettings(
  switches: Switches,
  settings: SettingsOf<Switches>,
  input: Record<string, unknown>,
): string | undefined {
  const changes: SettingsOf<Switches> = {};
  for (const [name, given] of Object.entries(input)) {
    const known = switches[name];
    if (known === undefined)
      return `There is no setting ${name}; known are ${Object.keys(switches).join(", ")}`;
    const value = read(known, given);
    if (value === undefined) return `${name} must be ${wanted(known)}`;
    changes[name] = value;
  }
  Object.assign(settings, changes);
  return undefined;
}

function read(known: Switches[string], given: unknown) {
  if (typeof known === "boolean") {
    const word = String(given);
    return word === "true" || word === "on" ? true : word === "false" ? false : undefined;
  }
  if (typeof known === "number") return Number.isFinite(Number(given)) ? Number(given) : undefined;
  if (typeof known === "string") return String(given ?? "");
  return known.find((choice) => choice === String(given));
}

function wanted(known: Switches[string]) {
  if (typeof known === "object") return `one of ${known.join(", ")}`;
  return typeof known === "boolean" ? "true or false" : `a ${typeof known}`;
}
