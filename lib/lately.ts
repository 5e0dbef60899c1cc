/**
 * What was met lately, by name: the last `most` at the most, half of them at the least. Meeting something again
 * keeps it. Two generations instead of an order, so that what is met often costs one look and no writing.
 */
export class Lately<Value> {
  readonly #half: number;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  constructor(most: number) {
    this.#half = most / 2;
  }

  get(name: string): Value | undefined {
    const young = this.#young.get(name);
    if (young !== undefined) return young;
    const old = this.#old.get(name);
    if (old !== undefined) this.set(name, old);
    return old;
  }

  set(name: string, value: Value): void {
    this.#young.set(name, value);
    if (this.#young.size >= this.#half) this.age();
  }

  /** What is not met until this is called again is forgotten then. */
  age(): void {
    this.#old = this.#young;
    this.#young = new Map();
  }

  names(): Iterable<string> {
    return new Set([...this.#young.keys(), ...this.#old.keys()]);
  }
}
