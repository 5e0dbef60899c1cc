import "#lib/server-only";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { providers } from "#lib/providers/index";
import type { KeyWish } from "./keys.ts";
import { type Scope, scopeNames, scopes } from "./scopes.ts";

/** The form that an API key is made with: what can be chosen, and what was. */

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export const lives = {
  never: { words: "Until it is revoked", ms: null },
  "30d": { words: "30 days", ms: 30 * DAY_MS },
  "90d": { words: "90 days", ms: 90 * DAY_MS },
  "365d": { words: "A year", ms: 365 * DAY_MS },
} as const;

export const overlaps = {
  "24h": { words: "The old one goes on for a day", ms: DAY_MS },
  "1h": { words: "The old one goes on for an hour", ms: HOUR_MS },
  "7d": { words: "The old one goes on for a week", ms: 7 * DAY_MS },
  "0h": { words: "The old one ends at once", ms: 0 },
} as const;

export type KeyChoices = {
  scopes: { name: Scope; words: string }[];
  vendors: { id: string; name: string }[];
};

export const keyChoices = (): KeyChoices => ({
  scopes: scopeNames.map((name) => ({ name, words: scopes[name] })),
  vendors: Object.values(providers).map(({ id, name }) => ({ id, name })),
});

/** What was typed, as far as a page can show it again. */
export type TypedKey = {
  name: string;
  everything: boolean;
  ticked: string[];
  owners: string;
  rules: string;
  life: string;
};

export function typedKey(form: Record<string, string | undefined>): TypedKey {
  return {
    name: (form.name ?? "").slice(0, 300),
    everything: form.may !== "chosen",
    ticked: Object.keys(form).filter((field) => /^(scope|vendor)\./.test(field)),
    owners: (form.owners ?? "").slice(0, 1_000),
    rules: (form.rules ?? "").slice(0, 2_000),
    life: form.life ?? "never",
  };
}

export function readKeyForm(form: Record<string, string>): KeyWish {
  const { name, everything, ticked, owners, rules, life } = typedKey(form);
  const of = (kind: string) =>
    ticked.filter((field) => field.startsWith(`${kind}.`)).map((field) => field.slice(kind.length + 1));
  const people = owners.split(/[\s,;]+/).filter((part) => part !== "");
  const ms = chosen(lives, life).ms;
  return {
    name,
    scopes: everything ? undefined : of("scope"),
    vendors: of("vendor").length === 0 ? undefined : of("vendor"),
    owners: people.length === 0 ? undefined : people,
    rules: rules.trim() === "" ? undefined : rules,
    expiresAt: ms === null ? undefined : new Date(now().getTime() + ms),
  };
}

export const readOverlapMs = (form: Record<string, string>): number =>
  chosen(overlaps, form.overlap ?? "").ms;

function chosen<T>(options: Record<string, T>, name: string): T {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined) throw new Failure("invalid_input", "a choice that is not offered");
  return option;
}
