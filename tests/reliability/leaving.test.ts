import { setImmediate as turn } from "node:timers/promises";
import { afterAll, beforeEach, expect, test } from "vitest";
import { insertUser } from "#db/users";
import { freshConnection } from "#lib/connections/fresh";
import { Failure } from "#lib/errors";
import { deletePersonOf, disable, setRole } from "#lib/people/administration";
import { deleteAccount } from "#lib/people/delete-account";
import type { Actor } from "#lib/people/sessions";
import { newId } from "#lib/random";
import { attendRevocations } from "#lib/sweep/revocations";
import { setWorld } from "#lib/world";
import { freshDatabase, query, testEngine } from "../rig/database.ts";
import { temporaryFolder } from "../rig/folder.ts";
import { openDesk } from "./desk.ts";
import { times } from "./figures.ts";
import { grantFor, openVendor } from "./vendor.ts";

/**
 * Somebody leaves while their own links and renewals, and other people's decisions about them, are under way.
 * Nothing of theirs is left here, and nothing at the vendor that nobody could ever end.
 */

const ROUNDS = times(15, 400);
const folder = temporaryFolder();
const database = await freshDatabase(testEngine(), folder.path);
const desk = await openDesk({ url: database.url, connections: 20 });
afterAll(async () => {
  await desk.close();
  await database.drop();
  folder.remove();
});

let vendor: ReturnType<typeof openVendor>;
/** What a renewal of a slow account is answered after. */
let gate: Promise<unknown> = Promise.resolve();
beforeEach(() => {
  // A spent refresh token is worth nothing, and telling of one token ends no other: as strict as a vendor may be.
  vendor = openVendor({ revoking: "token" });
  setWorld({
    exchange: async (provider, request) => {
      const answer = await vendor.exchange(provider, request);
      if (JSON.stringify(request).includes("slow-") && !request.url.includes("revoke")) await gate;
      await soon();
      return answer;
    },
  });
});

/** A little later, each time another bit. */
async function soon() {
  for (let turns = Math.floor(Math.random() * 25); turns > 0; turns -= 1) await turn();
}

async function linked(actor: Actor, account: string): Promise<string> {
  // A new consent takes the place of the one before it.
  for (const earlier of vendor.grants) if (earlier.account === account) vendor.end(earlier);
  const { grant, tokens } = vendor.agree("wistia", account, { singleUse: true });
  return desk.link(actor, "wistia", { accountId: account, tokens, grant: grantFor(grant) });
}

const leave = (actor: Actor) => deleteAccount(actor, { email: `${actor.userId}@example.com` }, "127.0.0.1");

/** "done", or the code of what was in the way; anything else is a defect. */
async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "done";
  } catch (error) {
    if (error instanceof Failure) return error.code;
    throw error;
  }
}

const tablesOf = ["connections", "sessions", "link_attempts", "mails", "invitations"];

async function expectNothingLeft({ userId }: Actor) {
  await attendRevocations();
  expect(await query(database.url, `SELECT id FROM users WHERE id = '${userId}'`)).toEqual([]);
  for (const table of tablesOf)
    expect(await query(database.url, `SELECT id FROM ${table} WHERE user_id = '${userId}'`), table).toEqual(
      [],
    );
  expect(await query(database.url, "SELECT id FROM revocations"), "what is to be told still").toEqual([]);
  const alive = vendor.grants.filter(({ ended }) => !ended).map(({ account }) => account);
  expect(alive, "what the vendor still accepts").toEqual([]);
}

/** Whoever was sent away because their account kept changing tries again. */
async function gone(actor: Actor) {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const said = await outcome(leave(actor));
    if (said === "done" || said === "unauthenticated") return;
    expect(said).toBe("busy");
  }
}

test("links that finish meanwhile are ended with the others, or are refused and ended at the vendor", async () => {
  const seen = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const sam = await desk.person();
    const again = `again-${round}`;
    await Promise.all([linked(sam, `a-${round}`), linked(sam, again)]);
    const links = ["b", "c", again].map(async (account) => {
      await soon();
      return outcome(linked(sam, account === again ? again : `${account}-${round}`));
    });
    const [, ...said] = await Promise.all([outcome(leave(sam)), ...links]);
    await gone(sam);
    said.push(await outcome(linked(sam, `late-${round}`)));
    for (const each of said) seen.add(each);
    await expectNothingLeft(sam);
  }
  expect([...seen].sort()).toEqual(["done", "unauthenticated"]);
});

test("renewals that are answered meanwhile leave no token behind at the vendor", async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const sam = await desk.person();
    const ids = await Promise.all(["a", "b", "c"].map((account) => linked(sam, `${account}-${round}`)));
    const late = await linked(sam, `slow-${round}`);
    let open = () => {};
    gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const slow = outcome(freshConnection(late, { need: "new" }));
    while (vendor.renewals(`slow-${round}`).length === 0) await turn();
    const renewals = ids.map(async (id) => {
      await soon();
      return outcome(freshConnection(id, { need: "new" }));
    });
    const [left, ...said] = await Promise.all([outcome(leave(sam)), ...renewals]);
    expect(left).toBe("done");
    open();
    said.push(await slow);
    for (const each of said) expect(["done", "disconnected", "not_found"]).toContain(each);
    await expectNothingLeft(sam);
  }
});

test("leaving twice at once is leaving once", async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const sam = await desk.person();
    await linked(sam, `a-${round}`);
    const said = await Promise.all([outcome(leave(sam)), outcome(leave(sam)), outcome(leave(sam))]);
    expect(said.sort()).toEqual(["done", "unauthenticated", "unauthenticated"]);
    await expectNothingLeft(sam);
    const entries = `SELECT sequence FROM audit_entries WHERE action = 'user.deleted' AND target_id = '${sam.userId}'`;
    expect(await query(database.url, entries)).toHaveLength(1);
  }
});

test("of administrators who leave, demote, disable and delete each other at once, one is left", async () => {
  const administrator = async (): Promise<Actor> => {
    const userId = newId();
    const email = `${userId}@example.com`;
    const created = { passwordHash: null, subject: null, disabledAt: null, createdAt: new Date() };
    await insertUser({ id: userId, email, name: "Ada", role: "admin", ...created });
    return { userId, sessionId: newId(), name: "Ada", email, role: "admin" };
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    await query(database.url, "DELETE FROM users");
    const all = await Promise.all(Array.from({ length: 3 + (round % 3) }, administrator));
    await linked(all[0] as Actor, `a-${round}`);
    const strikes = [
      (self: Actor, other: Actor) => setRole(self, other.userId, "user"),
      (self: Actor, other: Actor) => disable(self, other.userId),
      (self: Actor, other: Actor) => deletePersonOf(self, other.userId),
    ];
    // Each is struck by the one before, and every second one leaves as well.
    const said = await Promise.all([
      ...all.map(async (self, index) => {
        const other = all[(index + 1) % all.length] as Actor;
        await soon();
        return outcome((strikes[(index + round) % strikes.length] as (typeof strikes)[0])(self, other));
      }),
      ...all.filter((_, index) => index % 2 === round % 2).map((self) => outcome(leave(self))),
    ]);
    const expected = ["done", "last_admin", "not_found", "unauthenticated", "busy"];
    for (const each of said) expect(expected).toContain(each);
    const left = await query(
      database.url,
      "SELECT id FROM users WHERE role = 'admin' AND disabled_at IS NULL",
    );
    expect(left.length, said.join()).toBeGreaterThan(0);
  }
});
