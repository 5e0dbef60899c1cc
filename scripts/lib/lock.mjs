import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inRoot } from "./root.mjs";
import { say } from "./say.mjs";

/** One at a time per checkout, so that two commands started together do not install over each other. */
export async function alone(what, work) {
  const file = inRoot("data", `.${what}.lock`);
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  while (!claim(file)) {
    if (!told) say(`Another command is already at it (${what}); waiting for it to finish.`);
    told = true;
    await sleep(300);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function claim(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (!alive(file)) rmSync(file, { force: true });
    return false;
  }
}

function alive(file) {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    // Empty for the instant between being made and being written.
    return pid === 0 || process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}
