import "#lib/server-only";
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { columnsOf, type PlainRow, type TableName, tableNames } from "#db/snapshot";
import { Failure } from "#lib/errors";

/**
 * A backup file: lines of JSON, compressed. The first says what it is, then one line for each row, and the
 * last how many there were and the SHA-256 of all lines before it, so that a file that was cut off or changed
 * is known for one.
 */

const FORMAT = "patchbay backup";
const VERSION = 1;

export type Placed = { table: TableName; row: PlainRow };
export type Written = { rows: number; sha256: string };

/** Writes beside the name and renames at the end: there is never half a file under it. */
export async function writeBackup(file: string, rows: AsyncIterable<Placed>, at: Date): Promise<Written> {
  const draft = `${file}.part`;
  const sum = createHash("sha256");
  const written: Written = { rows: 0, sha256: "" };
  async function* lines() {
    const line = (value: unknown) => {
      const text = `${JSON.stringify(value)}\n`;
      sum.update(text);
      return text;
    };
    yield line({ format: FORMAT, version: VERSION, at: at.toISOString() });
    for await (const { table, row } of rows) {
      written.rows += 1;
      yield line([table, row]);
    }
    written.sha256 = sum.digest("hex");
    yield `${JSON.stringify({ end: true, rows: written.rows, sha256: written.sha256 })}\n`;
  }
  try {
    await pipeline(
      Readable.from(lines()),
      createGzip(),
      createWriteStream(draft, { mode: 0o600, flush: true }),
    );
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return written;
}

/** The rows of a backup; throws `backup_unreadable` at its end at the latest when it is not whole. */
export async function* readBackup(file: string): AsyncGenerator<Placed> {
  const sum = createHash("sha256");
  let count = 0;
  let ended = false;
  let first = true;
  try {
    for await (const line of linesOf(file)) {
      if (ended) throw unreadable("goes on after its end");
      const value: unknown = JSON.parse(line);
      if (first) {
        requireHeader(value);
        first = false;
      } else if (Array.isArray(value)) {
        yield placed(value);
        count += 1;
      } else {
        const { rows, sha256 } = value as Partial<Written>;
        if (rows !== count || sha256 !== sum.digest("hex")) throw unreadable("sum");
        ended = true;
      }
      if (!ended) sum.update(`${line}\n`);
    }
  } catch (error) {
    throw error instanceof Failure ? error : unreadable((error as Error).name);
  }
  if (!ended) throw unreadable("cut off");
}

/** Read by hand, since `readline` swallows what goes wrong with its input. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const text = createGunzip().setEncoding("utf8");
  // A pipe hands no errors on; whoever reads the text hears of both.
  source.on("error", (error) => text.destroy(error)).pipe(text);
  let rest = "";
  for await (const chunk of text) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") throw unreadable("cut off");
}

function requireHeader(value: unknown): void {
  const { format, version } = (value ?? {}) as { format?: unknown; version?: unknown };
  if (format !== FORMAT || version !== VERSION) throw unreadable("header");
}

/** What this version does not know was written by a newer one. */
function placed([table, row]: unknown[]): Placed {
  const name = tableNames.find((each) => each === table);
  if (name === undefined || typeof row !== "object" || row === null) throw unreadable("table");
  const known = columnsOf(name);
  if (!Object.keys(row).every((column) => Object.hasOwn(known, column))) throw unreadable("column");
  return { table: name, row: row as PlainRow };
}

const unreadable = (why: string) => new Failure("backup_unreadable", why);
