import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Actor } from "#lib/people/sessions";
import type { Child } from "./children.ts";
import { figure, isLong } from "./figures.ts";
import { type KillPoint, named, type Stretch, stretches, tally } from "./kill-table.ts";
import { newKeys } from "./new-keys.ts";
import { firstMigration, migrationsOf, oldDatabase, stateOf } from "./old-database.ts";
import { openScene } from "./scene.ts";
import { browser, type Column, columns, pasted } from "./vendors.ts";

/**
 * Every operation is killed at every point that it passes, in every vendor's column: rehearsed once to learn
 * its points, then done again for each of them by a process that dies there. What is left must be what the
 * table of kill points promises (kill-table.ts).
 */

const scene = await openScene({ spare: 3 });
const { vendors, product } = scene;
const cells = tally();
let kills = 0;

/** One process for what is not to be killed. */
let idler: Promise<Child> | undefined;
const idle = () => {
  idler ??= scene.children.next();
  return idler;
};

/** Done by a process that will die; `check` says what must be left, given where it died. */
type Play = {
  run: (child: Child) => Promise<unknown>;
  check: (at: { point: string; name: KillPoint }) => Promise<void>;
};

/** Between other points nothing changes, here or at the vendor, so that the bounded form passes over them. */
const leavesSomething = /^(POST|update|insert|delete|batch)\b.*:(sent|answering|inside|after)$/;

async function killEverywhere(column: Column, along: Stretch[], prepare: () => Promise<Play>) {
  const rehearsal = await prepare();
  const witness = await scene.child();
  await witness.must("watch");
  await rehearsal.run(witness);
  const points = (await witness.must("reached")).map(({ what, side }) => `${what}:${side}`);
  await witness.kill();
  const names = named(points, along);
  for (const [at, point] of points.entries()) {
    if (!isLong && at > 0 && !leavesSomething.test(point)) continue;
    const play = await prepare();
    const victim = await scene.child();
    await victim.must("watch");
    await victim.must("expect", { at, signal: "SIGKILL" });
    await play.run(victim);
    await victim.kill();
    kills += 1;
    const name = names[at] as KillPoint;
    try {
      await play.check({ point, name });
      expect(await scene.isWhole(), "the database is whole").toBe(true);
    } catch (error) {
      (error as Error).message = `killed at ${name}, ${point}: ${(error as Error).message}`;
      throw error;
    }
    cells.prove(name, column);
  }
}

const attempts = async () =>
  (await scene.query("SELECT outcome FROM link_attempts")).map((row) => row.outcome);

describe("a link", () => {
  test.each(columns.filter((column) => column !== "api-video"))(
    "%s: killed before the browser leaves, pressing Connect again links",
    async (column) => {
      await killEverywhere(column, stretches.start, async () => {
        await scene.clear();
        const sam = await scene.person();
        return {
          run: (child) => child.call("startLink", sam, column, browser),
          check: async () => linksOnce(sam, column),
        };
      });
    },
  );

  test.each(columns.filter((column) => column !== "api-video"))(
    "%s: an attempt that nobody comes back to ends by itself",
    async (column) => {
      await scene.clear();
      await product.comeBack(vendors, await scene.person(), column);
      expect(await attempts()).toEqual(["waiting"]);
      await vendors.advance(10 * 60_000 + 1_000);
      await product.sweep();
      expect(await attempts()).toEqual(["link_expired"]);
      cells.prove("K02", column);
    },
  );

  test.each(columns.filter((column) => column !== "api-video"))(
    "%s: a callback killed anywhere has linked, or links at the next try",
    async (column) => {
      await killEverywhere(column, stretches.callback, async () => {
        await scene.clear();
        const sam = await scene.person();
        const query = await product.comeBack(vendors, sam, column);
        return {
          run: (child) => child.call("finishLink", sam, column, browser, query),
          check: async ({ name }) => {
            const reload = () =>
              product.finishLink(product.providerOf(column), {
                actor: sam,
                browser,
                query: new URLSearchParams(query),
              });
            if (name === "K03") {
              expect(await product.rowsOf(sam)).toHaveLength(0);
              expect(await reload()).toMatchObject({ kind: "linked", done: "linked" });
            } else if (name === "K07") {
              vendors.forget();
              expect(await reload()).toMatchObject({ kind: "linked", done: "already_linked" });
              expect(vendors.calls(), "nothing more is asked of the vendor").toHaveLength(0);
            } else {
              expect(await product.rowsOf(sam)).toHaveLength(0);
              expect(await attempts()).toEqual(["spent"]);
            }
            await linksOnce(sam, column);
          },
        };
      });
    },
  );

  test("api-video: a pasted key killed anywhere has linked, or links when it is pasted again", async () => {
    await killEverywhere("api-video", stretches.key, async () => {
      await scene.clear();
      const sam = await scene.person();
      return {
        run: (child) => child.call("linkWithKey", sam, "api-video", pasted),
        check: async ({ name }) => {
          expect(await product.rowsOf(sam)).toHaveLength(name === "K07" ? 1 : 0);
          await linksOnce(sam, "api-video");
        },
      };
    });
  });

  /** However often it is linked, one working connection is there in the end. */
  async function linksOnce(actor: Actor, column: Column) {
    const [before] = await product.rowsOf(actor);
    const id = before?.id ?? (await product.link(vendors, actor, column));
    const row = await scene.recover(id);
    expect(await product.rowsOf(actor)).toHaveLength(1);
    expect(scene.isCurrent(row)).toBe(true);
  }
});

describe("a renewal", () => {
  const renewing = columns.filter((column) => column !== "gist");

  test.each(renewing)("%s: killed anywhere, the next reader gets a token that works", async (column) => {
    await killEverywhere(column, stretches.renewal, async () => {
      const { id } = await linked(column);
      return { run: (child) => child.call("fresh", id, { need: "new" }), check: survived(id, column, 1) };
    });
  });

  test.each(["api-video", "wix-advanced"] as const)(
    "%s: the recovery from a lost answer is killed as well, and the next one succeeds",
    async (column) => {
      await killEverywhere(column, stretches.recovery, async () => {
        const { id } = await linked(column);
        const first = await scene.child();
        await first.must("watch");
        // The vendor has answered with a new refresh token, and nobody will ever read it.
        await first.must("expect", { at: answeredAt, signal: "SIGKILL" });
        await first.call("fresh", id, { need: "new" });
        await first.kill();
        if (column === "wix-advanced") await forgetRefreshToken(id);
        return { run: (child) => child.call("fresh", id, {}), check: survived(id, column, 2) };
      });
    },
  );

  test("api-video without its key kept: an answer that was lost is named so, and nothing else ends it", async () => {
    const lost = new Set<string>();
    await killEverywhere("api-video", stretches.renewal, async () => {
      const { id } = await linked("api-video", { keep: false });
      return {
        run: (child) => child.call("fresh", id, { need: "new" }),
        check: async ({ name, point }) => {
          const row = await product.freshConnection(id).catch(() => product.rowOf(id));
          if (row.status === "active") expect(await scene.works(row)).toBe(true);
          else {
            expect(row).toMatchObject({ status: "needs_reauth", failureCode: "answer_lost" });
            expect(["K09", "K10", "K11"]).toContain(name);
            lost.add(point);
          }
        },
      };
    });
    expect(lost).toContain("POST ws.api.video/auth/refresh:after");
    expect(lost).not.toContain("batch:after");
  });

  /** Of a renewal's points: find, claim, then the request's fourth, "after". */
  const answeredAt = 7;

  const forgetRefreshToken = async (id: string) =>
    vendors.act("wix-advanced", "forget-refresh-token", { instance: (await product.rowOf(id)).accountId });

  const survived =
    (id: string, column: Column, died: number) => async (at: { name: KillPoint; point: string }) => {
      const left = await product.rowOf(id);
      expect(left.status).toBe("active");
      expect(left.generation).toBeGreaterThanOrEqual(1);
      if (at.name === "K11" && at.point !== "batch:inside") expect(left.generation).toBe(2);
      expect(scene.isCurrent(left) || left.intent !== null, "the refresh token is current or in doubt").toBe(
        true,
      );
      const row = await scene.recover(id);
      expect(scene.isCurrent(row)).toBe(true);
      expect(row.generation).toBeGreaterThanOrEqual(left.generation);
      const calls = vendors.tokenCalls(column).map(({ path }) => path);
      const fallbacks = calls.filter((path) => isFallback(column, path));
      expect(calls.length - fallbacks.length, "first calls").toBeLessThanOrEqual(1 + died);
      expect(fallbacks.length, "fallbacks").toBeLessThanOrEqual(died);
    };

  const isFallback = (column: Column, path: string) =>
    (column === "api-video" && path === "/auth/api-key") ||
    (column === "wix-advanced" && path === "/oauth2/token");

  test.each(renewing)("%s: a disconnect during a renewal is the last word", async (column) => {
    for (const end of ["goes on", "is killed"] as const) {
      const { id, sam } = await linked(column);
      const { child, reply } = await heldAfterAnswer(id);
      await product.disconnect(sam, id);
      const disconnected = await product.rowOf(id);
      if (end === "is killed") await child.kill();
      else {
        child.goOn();
        expect(await reply).toEqual({ is: "failed", code: "disconnected" });
        await child.kill();
      }
      expect(await product.rowOf(id)).toMatchObject({
        status: "revoked",
        generation: disconnected.generation,
        sealedAccessToken: null,
        sealedRefreshToken: null,
        sealedGrant: null,
      });
      if (column === "wistia") expect(vendors.grants("wistia").every(({ revoked }) => revoked)).toBe(true);
      kills += 1;
    }
    cells.prove("K18", column);
  });

  test.each(renewing)("%s: a new link during a renewal wins", async (column) => {
    const { id, sam } = await linked(column);
    const { child, reply } = await heldAfterAnswer(id);
    expect(await product.link(vendors, sam, column, id)).toBe(id);
    const relinked = await product.rowOf(id);
    child.goOn();
    expect(await reply).toMatchObject({ is: "done", value: { generation: relinked.generation } });
    await child.kill();
    expect(await product.rowOf(id)).toEqual(relinked);
    expect(scene.isCurrent(await scene.recover(id))).toBe(true);
    cells.prove("K19", column);
  });

  /** A process that has the vendor's answer and stands still before it can store it. */
  async function heldAfterAnswer(id: string) {
    const child = await scene.child();
    await child.must("watch");
    await child.must("expect", { at: answeredAt, signal: "SIGSTOP" });
    const reply = child.call("fresh", id, { need: "new" });
    await child.standsStill();
    return { child, reply };
  }
});

describe("an end", () => {
  test.each(columns)("%s: a disconnect killed anywhere has not happened, or is completed", async (column) => {
    await killEverywhere(column, stretches.disconnect, async () => {
      const { id, sam } = await linked(column);
      return {
        run: (child) => child.call("disconnect", sam, id),
        check: async ({ name }) => {
          if (name === "K16") {
            await scene.recover(id);
            await product.disconnect(sam, id);
          }
          const left = await product.rowOf(id);
          expect(left).toMatchObject({ status: "revoked", sealedAccessToken: null, sealedGrant: null });
          await expect(product.freshConnection(id)).rejects.toThrow();
          await scene.sweep();
          const told = column === "wistia" ? "done" : "not_offered";
          expect((await product.rowOf(id)).receipt).toMatchObject({ revocation: told });
          expect(await scene.query("SELECT id FROM revocations")).toHaveLength(0);
          if (column === "wistia")
            expect(vendors.grants("wistia").every(({ revoked }) => revoked)).toBe(true);
        },
      };
    });
  });

  test.each(["wix", "wix-advanced"] as const)(
    "%s: a vendor's word of the end killed anywhere is heard when it is repeated",
    async (column) => {
      await killEverywhere(column, [[/^/, "K17"]], async () => {
        const { id } = await linked(column);
        const { accountId } = await product.rowOf(id);
        vendors.delivered.length = 0;
        await vendors.act(column, "uninstall", { instance: accountId, variant: "valid" });
        const body = vendors.delivered.at(-1) ?? "";
        return {
          run: (child) => child.call("webhook", column, body),
          check: async () => {
            await product.receiveWebhook(product.providerOf(column), { headers: {}, body });
            await scene.sweep();
            expect(await product.rowOf(id)).toMatchObject({ status: "revoked", sealedAccessToken: null });
            expect(await scene.query("SELECT id FROM events WHERE kind = 'removed'")).toHaveLength(1);
          },
        };
      });
    },
  );
});

describe("a change of the sealing key", () => {
  const { keys: old } = scene.place;
  const fresh = newKeys("u");

  /** Everything is sealed with the old key again, so that it can be changed once more. */
  async function changeBack() {
    await product.changeKeys(`${old},${fresh}`).catch((failure) => {
      if (failure.code !== "keys_unchanged") throw failure;
    });
    await product.goOnRotating();
  }

  test.each(columns)("%s: killed anywhere, it is read meanwhile and the next one goes on", async (column) => {
    await killEverywhere(column, stretches.rotation, async () => {
      await changeBack();
      const { id } = await linked(column);
      await product.changeKeys(`${fresh},${old}`);
      return {
        run: (child) => child.call("rotate", `${fresh},${old}`),
        check: async () => {
          expect(await scene.works(await product.freshConnection(id))).toBe(true);
          await product.goOnRotating();
          expect(product.keysOf(await product.rowOf(id))).toEqual(new Set(["u"]));
          const left = await scene.query(
            "SELECT id FROM rotations WHERE open_key IS NOT NULL OR lease_owner IS NOT NULL",
          );
          expect(left).toEqual([]);
          expect(await scene.works(await product.freshConnection(id))).toBe(true);
        },
      };
    });
    await changeBack();
  });
});

test("a migration killed at any statement is done by the next start, and nobody is lost", async () => {
  const { engine } = scene;
  const first = firstMigration(engine, scene.folder);
  let points = 1;
  for (let at = 0; at < points; at += isLong ? 1 : 4) {
    const database = await oldDatabase(engine, mkdtempSync(join(scene.folder, "old-")), first, await idle());
    const victim = await scene.children.next();
    await victim.must("expect", at === 0 ? null : { at, signal: "SIGKILL" });
    await victim.call("migrate", database.url, "db/migrations");
    // The first one lives, and its statements are counted.
    if (at === 0) points = (await victim.must("reached")).length;
    else expect(victim.isAlive()).toBe(false);
    await victim.kill();
    expect([1, migrationsOf(engine)]).toContain((await stateOf(engine, database.url)).migrations);
    await (await idle()).must("migrate", database.url, "db/migrations");
    expect(await stateOf(engine, database.url)).toEqual({
      migrations: migrationsOf(engine),
      people: [{ id: "sam", email: "sam@example.com" }],
      connections: [{ id: "c", generation: 7 }],
    });
    await database.drop();
    kills += at === 0 ? 0 : 1;
  }
  for (const column of columns) cells.prove("K21", column);
});

test("nothing in the table of kill points is left out", () => {
  expect(cells.missing()).toEqual([]);
});

async function linked(column: Column, how = { keep: true }): Promise<{ id: string; sam: Actor }> {
  await scene.clear();
  const sam = await scene.person();
  const id = await product.link(vendors, sam, column, null, how);
  vendors.forget();
  return { id, sam };
}

afterAll(() => {
  const missing = cells.missing();
  figure({
    id: "S02",
    what: "every kill point in every vendor's column ends as the table says",
    measured: `${cells.summary()}; ${kills} processes killed, slowest recovery ${scene.slowestMs()} ms`,
    goal: "105 of 105",
    reached: missing.length === 0,
  });
});
