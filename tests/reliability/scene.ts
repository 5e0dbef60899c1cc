import { setTimeout as wait } from "node:timers/promises";
import { afterAll, expect } from "vitest";
import type { ConnectionRow } from "#db/connections";
import { freshDatabase, query, testEngine } from "../rig/database.ts";
import { temporaryFolder } from "../rig/folder.ts";
import { type Child, openChildren } from "./children.ts";
import { type Column, openVendors } from "./vendors.ts";

/**
 * What the tests with real processes play in: a database on disk, the vendors over HTTP, processes to kill,
 * and this process as the one that recovers (`product`).
 */

export async function openScene({ spare = 2 } = {}) {
  const folder = temporaryFolder();
  const engine = testEngine();
  const database = await freshDatabase(engine, folder.path);
  const vendors = await openVendors(folder.path);
  const { product } = await import("./survivor.ts");
  let waitedMs = 0;
  let slowestMs = 0;
  const desk = await product.openDesk({
    url: database.url,
    world: {
      pause: async (ms) => {
        waitedMs += ms;
        await wait(ms);
      },
    },
  });
  const { url, keys } = desk;
  const children = await openChildren(vendors.env, { spare });
  afterAll(async () => {
    await children.close();
    await desk.close();
    await vendors.close();
    await database.drop();
    folder.remove();
  });

  return {
    engine,
    folder: folder.path,
    vendors,
    children,
    product,
    person: desk.person,
    /** Where the database is and what it is sealed with, for a process of one's own. */
    place: { url, keys },
    /** A process that has the database open. */
    async child(leaseMs?: number): Promise<Child> {
      const child = await children.next();
      await child.must("open", { url, keys, ...(leaseMs === undefined ? {} : { leaseMs }) });
      return child;
    },
    /** Nothing linked by anybody, vendors as on the first day. */
    async clear() {
      vendors.reset();
      await product.forgetEverything();
    },
    query: (statement: string) => query(url, statement),
    /** The engine's own word that its files are whole. */
    async isWhole(): Promise<boolean> {
      if (engine === "postgres") return true;
      const [answer] = await query(url, "PRAGMA integrity_check");
      return answer?.integrity_check === "ok";
    },
    /** Recovers by reading, as any reader would, and asks the vendor whether what was read works. */
    async recover(id: string): Promise<ConnectionRow> {
      const row = await this.readSoon(id);
      expect(await this.works(row), "the vendor accepts what was read").toBe(true);
      return row;
    },
    /** Reads without waiting for anybody's lease to end; how long that takes is the machine's affair. */
    async readSoon(id: string): Promise<ConnectionRow> {
      const [begun, waitedBefore] = [performance.now(), waitedMs];
      const row = await product.freshConnection(id);
      slowestMs = Math.max(slowestMs, performance.now() - begun);
      expect(waitedMs - waitedBefore, "milliseconds of waiting for others").toBeLessThan(5_000);
      return row;
    },
    /** The slowest of all recoveries. */
    slowestMs: () => Math.round(slowestMs),
    /**
     * One round of the sweep, a moment later: what another process has noted as due now may be a little ahead
     * of this one's time.
     */
    async sweep(): Promise<void> {
      await vendors.advance(1_000);
      await product.sweep();
    },
    async works(row: ConnectionRow): Promise<boolean> {
      const authorization = product.authorizationOf(row);
      return authorization !== null && vendors.accepts(row.provider as Column, authorization);
    },
    /** The refresh token that is held is one that the vendor honours. */
    isCurrent(row: ConnectionRow): boolean {
      const token = product.refreshTokenOf(row);
      return token === null || vendors.honoured(row.provider as Column).includes(token);
    },
  };
}
