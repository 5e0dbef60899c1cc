/**
 * Loaded before a program, this makes it believe that it runs on another machine, whose clock is wrong by
 * SKEW_MS. Clocks that nobody can set (performance.now, timers) go on as they are, as on a real one.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const RealDate = Date;
const skewMs = Number(process.env.SKEW_MS);

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + skewMs);
    else super(...given);
  }
  static now() {
    return RealDate.now() + skewMs;
  }
  static [Symbol.hasInstance](value) {
    return value instanceof RealDate;
  }
};

const { readFileSync } = fs;
fs.readFileSync = (file, ...rest) =>
  file === "/proc/sys/kernel/random/boot_id" ? `another-machine${skewMs}\n` : readFileSync(file, ...rest);
syncBuiltinESMExports();
