/** A parameter of the address; of several with one name, the first. */
export function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** The sentence behind a code of the address; null for any that is not ours. */
export function wordsFor(words: Record<string, string>, code: string | undefined): string | null {
  return code !== undefined && Object.hasOwn(words, code) ? (words[code] ?? null) : null;
}
