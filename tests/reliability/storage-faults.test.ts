import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Child } from "./children.ts";
import { figure, isLong } from "./figures.ts";
import { openScene } from "./scene.ts";
import { countCalls, failing, tracing, whyNoStrace } from "./strace.ts";
import { browser, type Column, columns } from "./vendors.ts";
import type { Told } from "./victim.ts";

/** What is acknowledged is on the disk, and a disk that fails costs no token that can be saved. */

const scene = await openScene();
const { vendors, product } = scene;
const otherEngine = scene.engine === "postgres" ? "PostgreSQL writes by itself" : null;
const excuse = otherEngine ?? whyNoStrace();
const unless = (why: string | null) => (name: string) => (why === null ? name : `${name} (not run: ${why})`);
const traced = unless(excuse);

async function linked(column: Column) {
  await scene.clear();
  const sam = await scene.person();
  const id = await product.link(vendors, sam, column);
  vendors.forget();
  return { sam, id };
}

describe("an acknowledged change", () => {
  test.skipIf(excuse !== null)(
    traced("is synchronised with the disk before it is acknowledged"),
    async () => {
      expect(product.sqliteOf().pragma("synchronous", { simple: true })).toBe(2);
      const { id } = await linked("wistia");
      const renewals = 50;
      const idle = await synchronisations(async () => {});
      const busy = await synchronisations(async (child) => {
        for (let n = 0; n < renewals; n += 1) await child.must("fresh", id, { need: "new" });
      });
      // Taking the lease and storing what came are two commits.
      const commits = 2 * renewals;
      figure({
        id: "S07",
        what: "fsync for each acknowledged commit; K13 in every column",
        measured: `${busy - idle} for ${commits} commits; synchronous = 2`,
        goal: "at least 1 each",
        reached: busy - idle >= commits,
      });
      expect(busy - idle).toBeGreaterThanOrEqual(commits);
    },
  );

  async function synchronisations(work: (child: Child) => Promise<void>): Promise<number> {
    const file = join(scene.folder, `trace-${Math.random()}`);
    const child = await scene.children.start({ behind: tracing("fsync,fdatasync", file) });
    await child.must("open", scene.place);
    await work(child);
    await child.kill();
    return countCalls(file);
  }
});

describe("a disk that fails from some write on", () => {
  /** The first ones open the database, and a renewal takes some twenty; the bounded form looks at six. */
  const writes = isLong ? Array.from({ length: 200 }, (_, n) => n + 1) : [1, 8, 20, 40, 80, 120];
  const renewals = 3;
  const faults = [
    { calls: "fsync,fdatasync", error: "EIO" },
    { calls: "pwrite64", error: "ENOSPC" },
  ];

  test.skipIf(excuse !== null).each(faults)(
    traced(
      `$error of $calls from any of ${writes.length} writes on: what was acknowledged is stored, and it recovers`,
    ),
    async ({ calls, error }) => {
      const found = { acknowledged: 0, refused: 0, lost: 0 };
      const { id } = await linked("api-video");
      for (const from of writes) {
        const child = await scene.children.start({ behind: failing(calls, error, from) });
        const last = await renewSome(child, id, found);
        expect(child.isAlive(), "the process lives").toBe(true);
        await child.kill();
        const left = await product.rowOf(id);
        if (last !== null && last.generation > left.generation) found.lost += 1;
        if (last?.generation === left.generation && last.token !== product.fingerprintOf(left))
          found.lost += 1;
        expect(await scene.isWhole(), `whole after ${error} from ${from} on`).toBe(true);
        const row = await scene.recover(id);
        expect(scene.isCurrent(row)).toBe(true);
      }
      figure({
        id: "S07",
        what: `${error} of ${calls} from any of ${writes.length} writes on`,
        measured: `${found.acknowledged} acknowledged, ${found.refused} refused, ${found.lost} lost`,
        goal: "200 writes: acknowledged = stored",
        reached: found.lost === 0,
      });
      expect(found.lost).toBe(0);
      expect(found.refused, "the faults were met").toBeGreaterThan(0);
      expect(found.acknowledged, "and not by everything").toBeGreaterThan(0);
    },
    1_200_000,
  );

  /** The last renewal that was acknowledged. */
  async function renewSome(child: Child, id: string, found: { acknowledged: number; refused: number }) {
    let last: Told | null = null;
    const opened = await child.call("open", { ...scene.place, leaseMs: 300 });
    for (let n = 0; n < renewals && opened.is === "done"; n += 1) {
      const reply = await child.call("fresh", id, { need: "new" });
      if (reply.is === "done") last = reply.value;
      found[reply.is === "done" ? "acknowledged" : "refused"] += 1;
    }
    if (opened.is !== "done") found.refused += 1;
    return last;
  }
});

describe("a disk that is full when the vendor has answered", () => {
  const full = unless(otherEngine);
  const renewing = columns.filter((column) => column !== "gist");
  /** Of a renewal's points: find, claim, then the request's fourth. */
  const answeredAt = 7;

  async function renewOnFullDisk(id: string, how: { fullForMs: number; leaseMs: number }) {
    const child = await scene.child(how.leaseMs);
    await child.must("watch");
    await child.must("expectFullDisk", answeredAt, id, how.fullForMs);
    const reply = await child.call("fresh", id, { need: "new" });
    return { child, reply };
  }

  test.skipIf(otherEngine !== null).each(renewing)(
    full("%s: for a moment, and nothing is lost"),
    async (column) => {
      const { id } = await linked(column);
      const { child, reply } = await renewOnFullDisk(id, { fullForMs: 400, leaseMs: 30_000 });
      expect(reply).toMatchObject({ is: "done", value: { generation: 2 } });
      await child.kill();
      const row = await product.rowOf(id);
      expect(scene.isCurrent(row)).toBe(true);
      expect(await scene.works(row)).toBe(true);
      expect(vendors.tokenCalls(column)).toHaveLength(1);
    },
  );

  test.skipIf(otherEngine !== null).each(renewing)(
    full("%s: for too long, the old row is left and the next reader recovers"),
    async (column) => {
      const { id } = await linked(column);
      const { child, reply } = await renewOnFullDisk(id, { fullForMs: 60_000, leaseMs: 300 });
      expect(reply.is).toBe("failed");
      const left = await product.rowOf(id);
      expect(left).toMatchObject({ status: "active", generation: 1 });
      expect(left.intent).not.toBeNull();
      await child.kill();
      const row = await scene.recover(id);
      expect(row.status).toBe("active");
      expect(scene.isCurrent(row)).toBe(true);
    },
  );

  test.skipIf(otherEngine !== null)(
    full("gist: at a link's end, and its person links once more"),
    async () => {
      const { sam, id } = await linked("gist");
      const query = await product.comeBack(vendors, sam, "gist");
      const child = await scene.child();
      await child.must("watch");
      // The attempt is spent, the request has its fourth point.
      await child.must("expectFullDisk", 5, id, 60_000);
      expect(await child.call("finishLink", sam, "gist", browser, query)).toMatchObject({ is: "failed" });
      await child.kill();
      expect(await product.rowOf(id)).toMatchObject({ status: "active", generation: 1 });
      expect(await product.link(vendors, sam, "gist")).toBe(id);
      await scene.recover(id);
    },
  );
});
