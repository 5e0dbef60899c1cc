import { machine } from "./measure.mjs";
import { say } from "./say.mjs";

export const units = {
  seconds: (ms) => `${(ms / 1000).toFixed(2)} s`,
  milliseconds: (ms) => `${ms.toFixed(1)} ms`,
  megabytes: (amount) => `${Math.round(amount)} MB`,
  kilobytes: (bytes) => `${(bytes / 1000).toFixed(1)} KB`,
  points: (points) => String(points),
  times: (factor) => `x ${factor.toFixed(2)}`,
  shift: (score) => score.toFixed(3),
  count: (number) => String(number),
};

/** Measured figures beside their goals. It judges nobody: a missed goal is a word in the last column. */
export function figureTable() {
  const rows = [];
  const add = (what, value, unit, goal, sign, met) => {
    const measured = Number.isNaN(value) ? "no answer" : unit(value);
    say(`  ${what.trim()}: ${measured}`);
    rows.push({
      what,
      measured,
      goal: goal === undefined ? "" : `${sign} ${unit(goal).replace(/\.0+ /, " ")}`,
      met: goal === undefined ? "" : met ? "yes" : "no",
    });
  };

  return {
    /** `goal` is the most it may be. */
    atMost: (what, value, unit, goal) => add(what, value, unit, goal, "≤", value <= goal),
    atLeast: (what, value, unit, goal) => add(what, value, unit, goal, "≥", value >= goal),
    /** For reading the others by. */
    noted: (what, value, unit) => add(what, value, unit),
    print() {
      console.log(`\n${machine()}\n`);
      const head = { what: "", measured: "measured", goal: "goal", met: "met" };
      for (const { what, measured, goal, met } of [head, ...rows])
        console.log(`${what.padEnd(62)} ${measured.padStart(10)} ${goal.padStart(10)}  ${met}`.trimEnd());
    },
  };
}
