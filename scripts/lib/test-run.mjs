import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "./postgres.mjs";

/** What one test run owns: a folder for everything temporary, and a PostgreSQL once somebody asks. */
export function testRun() {
  const folder = mkdtempSync(join(tmpdir(), "patchbay-test-"));
  let starting;

  return {
    folder,
    /** The address of a PostgreSQL: the one we are given, else our own. */
    async postgresUrl() {
      if (process.env.TEST_DATABASE_URL) return process.env.TEST_DATABASE_URL;
      starting ??= startPostgres();
      return (await starting).url;
    },
    async end() {
      await starting?.then(
        (postgres) => postgres.stop(),
        () => {},
      );
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
