import "#lib/server-only";
import { addTallies, sumTally } from "#db/tallies";
import { takeSeals } from "#lib/vault";

/**
 * How often each key has sealed. Random nonces of 96 bits allow 2^32 seals with one key (NIST SP 800-38D §8.3);
 * from half of that on everybody who looks is told to change it.
 */

const MOST_SEALS = 2 ** 32;
const WORN = MOST_SEALS / 2;

/** Of all time: a counter, not a figure of an hour. */
const ALL_TIME = new Date(0);
const NAME = "sealed";

/** Writes down what this process has sealed since the last time. */
export async function noteSeals(): Promise<void> {
  const taken = takeSeals();
  await addTallies(taken.map(([provider, amount]) => ({ hour: ALL_TIME, name: NAME, provider, amount })));
}

export const sealsOf = (keyId: string): Promise<number> => sumTally(NAME, keyId);

export const isWorn = (seals: number): boolean => seals >= WORN;
