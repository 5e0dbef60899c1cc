import { readFileSync, renameSync, writeFileSync } from "node:fs";

export type Clock = {
  now(): number;
  offsetMs(): number;
  set(offsetMs: number): void;
};

/**
 * The one clock of all vendors, movable. With a file, the offset is shared: whoever reads the file sees the
 * same time, and the file is complete before `set` returns.
 */
export function createClock(file?: string): Clock {
  let offset = file ? readOffset(file) : 0;
  return {
    now: () => Date.now() + offset,
    offsetMs: () => offset,
    set(offsetMs) {
      if (file) {
        const draft = `${file}.${process.pid}.tmp`;
        writeFileSync(draft, String(offsetMs));
        renameSync(draft, file);
      }
      offset = offsetMs;
    },
  };
}

function readOffset(file: string) {
  try {
    const offset = Number.parseInt(readFileSync(file, "utf8"), 10);
    return Number.isSafeInteger(offset) ? offset : 0;
  } catch {
    return 0;
  }
}
