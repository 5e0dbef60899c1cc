import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  api,
  apiKey,
  atVendor,
  clearFaults,
  fault,
  flows,
  forgetRequests,
  hours,
  link,
  sharedRig,
  somebody,
  tokenRequests,
} from "../flows/fixtures.ts";
import { testEngine } from "../rig/database.ts";
import type { Rig } from "../rig/rig.ts";
import { figure, times } from "./figures.ts";

/** Two machines on one PostgreSQL, the clock of one of them two hours wrong. */

const ROUNDS = times(3, 50);
const READERS = 15;
const elsewhere = new URL("./elsewhere.mjs", import.meta.url).href;
const { wistia } = flows;
const lifeMs = hours(6);

describe.runIf(testEngine() === "postgres")("a machine whose clock is", () => {
  const rig = sharedRig();
  let who: Awaited<ReturnType<typeof somebody>>;
  let key: string;
  const ids: string[] = [];

  beforeAll(async () => {
    [key, who] = await Promise.all([apiKey(rig), somebody(rig)]);
    for (const { id } of [wistia.account, wistia.other]) ids.push(await link(rig, who, wistia, id));
    await noteDoubleOwners(rig);
  });
  beforeEach(() => clearFaults(rig));

  test.each([
    ["two hours ahead", hours(2)],
    ["two hours behind", hours(-2)],
  ])("%s owns no lease that another has, and serves no token that has ended", async (wrong, skewMs) => {
    const other = await rig.another({
      NODE_OPTIONS: `--import=${elsewhere}`,
      SKEW_MS: String(skewMs),
    });
    let dead = 0;
    let extra = 0;
    const read = async (at: { url: string }, id: string) => {
      const { status, body } = await api(at, key, `connections/${id}/token`);
      expect([status, body.code]).toEqual([200, undefined]);
      if ((await atVendor(rig, wistia.probe, body.authorization)) !== 200) dead += 1;
    };
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        // First the other machine alone, at a moment that its own clock takes for another one.
        await rig.clock.advance(lifeMs + 1_000);
        for (const id of ids) await read(other, id);
        // Then both at once, and the vendor takes long enough for a lease to be taken over by mistake.
        await rig.clock.advance(lifeMs + 1_000);
        await forgetRequests(rig);
        const slowly = { kind: "delay", delayMs: 200, times: ids.length, path: "/oauth/token" };
        await fault(rig, { vendor: wistia.vendor, ...slowly });
        const places = Array.from({ length: READERS }, () => [rig, other]).flat();
        await Promise.all(places.flatMap((at) => ids.map((id) => read(at, id))));
        extra += (await tokenRequests(rig, wistia)).length - ids.length;
      }
    } finally {
      await other.kill();
    }
    const doubles = await rig.query("SELECT * FROM double_owners");
    figure({
      id: "S27",
      what: `${ROUNDS} rounds of ${READERS * 2} readers on two machines, one clock ${wrong}`,
      measured: `${doubles.length} double owners, ${dead} ended tokens served, ${extra} vendor calls too many`,
      goal: "0 double owners, 0 expired tokens served",
      reached: doubles.length + dead + extra === 0,
    });
    expect({ doubles, dead, extra }).toEqual({ doubles: [], dead: 0, extra: 0 });
  });
});

/** The database itself writes down whoever takes a lease that has not ended. */
const noteDoubleOwners = (rig: Rig) =>
  rig.query(`
    CREATE TABLE double_owners (id text, generation integer, first text, second text);
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO double_owners VALUES (OLD.id, OLD.generation, OLD.lease_owner, NEW.lease_owner);
      RETURN NEW;
    END $$;
    CREATE TRIGGER note AFTER UPDATE ON connections FOR EACH ROW
      WHEN (OLD.lease_owner <> NEW.lease_owner AND OLD.lease_until > clock_timestamp())
      EXECUTE FUNCTION note();`);
