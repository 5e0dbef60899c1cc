const Real = Date;
let shiftMs = 0;

/** Makes the machine's clock wrong for this process alone, also after the fact; timers run on. */
export function shiftClock(byMs: number): void {
  shiftMs = byMs;
  globalThis.Date = Shifted as DateConstructor;
}

const Shifted = class extends Real {
  constructor(...given: unknown[]) {
    super(...((given.length === 0 ? [Real.now() + shiftMs] : given) as [number]));
  }
  static override now() {
    return Real.now() + shiftMs;
  }
};
