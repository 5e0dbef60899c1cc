import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The test run's own folder where there is one: it removes that, however it ends itself. */
const home = process.env.TEST_FOLDER ?? tmpdir();

export function temporaryFolder() {
  const path = mkdtempSync(join(home, "patchbay-rig-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}
