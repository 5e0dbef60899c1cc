import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type Placed, readBackup, writeBackup } from "#lib/backup/file";
import { temporaryFolder } from "../rig/folder.ts";

/** A backup file is whole, or it is known not to be. */

const folder = temporaryFolder();
afterAll(() => folder.remove());
const file = join(folder.path, "a.backup");
const rows = Array.from({ length: 3_000 }, (_, at) => ({
  table: "users",
  row: { id: randomUUID(), name: `Ü ${at}` },
}));

async function* all() {
  yield* rows as Placed[];
}

async function read(from: string): Promise<Placed[]> {
  const found: Placed[] = [];
  for await (const placed of readBackup(from)) found.push(placed);
  return found;
}

test("what was written is read again", async () => {
  expect(await writeBackup(file, all(), new Date())).toMatchObject({ rows: rows.length });
  expect(await read(file)).toEqual(rows);
});

test("wherever it is cut off, that is noticed and nothing breaks", async () => {
  await writeBackup(file, all(), new Date());
  const whole = readFileSync(file);
  const cut = join(folder.path, "cut.backup");
  for (let part = 0; part < 60; part += 1) {
    writeFileSync(cut, whole.subarray(0, Math.floor((whole.length * part) / 60)));
    await expect(read(cut), `${part} of 60`).rejects.toMatchObject({ code: "backup_unreadable" });
  }
  for (const short of [1, 4, 8, 9, 20]) {
    writeFileSync(cut, whole.subarray(0, whole.length - short));
    await expect(read(cut), `short of ${short} bytes`).rejects.toMatchObject({ code: "backup_unreadable" });
  }
});

test("a file that is not there is no backup either", async () => {
  await expect(read(join(folder.path, "none"))).rejects.toMatchObject({ code: "backup_unreadable" });
});

test("whoever stops reading in the middle leaves nothing open", async () => {
  await writeBackup(file, all(), new Date());
  for await (const placed of readBackup(file)) {
    expect(placed).toEqual(rows[0]);
    break;
  }
});
