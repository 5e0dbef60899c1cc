import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The test run's own folder where there is one: it removes it, and ends what is noted in it, however it ends itself. */
const home = process.env.TEST_FOLDER ?? tmpdir();

export function temporaryFolder() {
  const path = mkdtempSync(join(home, "patchbay-rig-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Notes a process of ours, for the case that we are killed before we can end it. */
export function noteProcess(pid: number) {
  if (!process.env.TEST_FOLDER) return () => {};
  const file = join(home, "processes", String(pid));
  mkdirSync(join(home, "processes"), { recursive: true });
  writeFileSync(file, "");
  return () => rmSync(file, { force: true });
}
