import { Lately } from "#lib/lately";

/**
 * Takes secrets out of log lines by their value: everything that this process has lately sealed, opened or
 * given out, and whatever looks like a key, token or sealed text of ours. No caller logs one; this is for the
 * day on which somebody does, or a library does it for them. Pure but for what it remembers.
 */

const MOST_REMEMBERED = 4_000;
const SHORTEST = 12;
const GONE = "[redacted]";

// On globalThis because Next bundles its own copy of this module.
const holder = globalThis as typeof globalThis & { patchbaySecretsSeen?: Lately<true> };
holder.patchbaySecretsSeen ??= new Lately(MOST_REMEMBERED);
const seen = holder.patchbaySecretsSeen;

/** Cheap, since every token read comes by; what is in it is looked at when a line is written. */
export function remember(text: string): void {
  if (text.length >= SHORTEST && seen.get(text) === undefined) seen.set(text, true);
}

const looks: RegExp[] = [
  /\bpb_[A-Za-z0-9_-]{20,}/g,
  /\bwhsec_[A-Za-z0-9+/=]{16,}/g,
  /\bv1\.[A-Za-z0-9_-]{1,40}\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]{22,}/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+){0,2}/g,
  /(?<=\b(?:Bearer|Basic) )[A-Za-z0-9._~+/=:-]{8,}/gi,
  /(?<=\b(?:access_token|refresh_token|client_secret|code_verifier|password|apiKey)(?:["']?\s*[:=]\s*["']?|\\":\\"))[^"'&\s,}\\]{6,}/gi,
  /(?<=\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"]{0,100}:)[^\s/@"]+(?=@)/gi,
];

/** The line without them. */
export function redacted(line: string): string {
  let text = line;
  for (const secret of seen.names())
    for (const part of partsOf(secret)) if (text.includes(part)) text = text.replaceAll(part, GONE);
  for (const look of looks) text = text.replaceAll(look, GONE);
  return text;
}

const parts = new Map<string, string[]>();

/** The text itself, as it stands in JSON and in an address; of sealed JSON, everything in it that is long. */
function partsOf(text: string): string[] {
  const known = parts.get(text);
  if (known !== undefined) return known;
  const whole = /^[[{]/.test(text) ? [text, ...leaves(text)] : [text];
  const found = [
    ...new Set(whole.flatMap((each) => [each, JSON.stringify(each).slice(1, -1), encodeURIComponent(each)])),
  ];
  if (parts.size > MOST_REMEMBERED) parts.clear();
  parts.set(text, found);
  return found;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function leaves(text: string): string[] {
  const found: string[] = [];
  try {
    JSON.parse(text, (_, value) => {
      // Ids of accounts are kept beside tokens, and a log without them says nothing.
      if (typeof value === "string" && value.length >= 16 && !ID.test(value) && !/\s|^https?:/.test(value))
        found.push(value);
      return value;
    });
  } catch {
    // Begins like JSON and is none: the whole of it is remembered.
  }
  return found;
}
