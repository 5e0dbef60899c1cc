/** Chance that can be had again: the same seed, the same database. */
export function chanceOf(seed: number) {
  let state = seed >>> 0;
  /** From 0 up to but not including 1 (mulberry32). */
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    under: (limit: number) => Math.floor(next() * limit),
    one: <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T,
    /** One by weight. */
    weighted<T>(from: readonly (readonly [T, number])[]): T {
      let left = next() * from.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of from) {
        left -= weight;
        if (left < 0) return value;
      }
      return from[0]?.[0] as T;
    },
  };
}

export type Chance = ReturnType<typeof chanceOf>;
