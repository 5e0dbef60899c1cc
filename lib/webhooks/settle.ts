import "#lib/server-only";
import { type Statement, store } from "#db/store";

/**
 * Writes down what came of tries. Those that end at the same moment share a commit: a busy endpoint ends many
 * of them, and each commit waits for the disk.
 */

type Waiting = { statements: Statement[]; done: () => void; failed: (error: unknown) => void };

let waiting: Waiting[] = [];
let writing = false;

/** Ends once the statements are committed, in one batch or another; each of them stands for itself. */
export function settle(statements: Statement[]): Promise<void> {
  return new Promise((done, failed) => {
    waiting.push({ statements, done, failed });
    if (!writing) {
      writing = true;
      setImmediate(() => void write());
    }
  });
}

async function write(): Promise<void> {
  while (waiting.length > 0) {
    const batch = waiting;
    waiting = [];
    try {
      const written = await store().atomically([always, ...batch.flatMap(({ statements }) => statements)]);
      if (written === null) throw new Error("Nothing was written.");
      for (const each of batch) each.done();
    } catch (error) {
      for (const each of batch) each.failed(error);
    }
  }
  writing = false;
}

/** A lease that is somebody else's by now concerns nobody but its own statement. */
const always: Statement = (db) => {
  const { auditHead } = store();
  return db.select({ id: auditHead.id }).from(auditHead);
};
