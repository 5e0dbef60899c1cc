import { unseal } from "#lib/vault";
import { api, type Json, post, type somebody, truth } from "../flows/fixtures.ts";
import type { Rig } from "../rig/rig.ts";

/** Readers and forced renewals against several app processes, and what all of them were told. */

type Person = Awaited<ReturnType<typeof somebody>>;
type Place = { url: string };

export type Load = Awaited<ReturnType<typeof startLoad>>;

/** One reader and one renewer for each connection in each process, until told to stop. */
export function startLoad(places: Place[], who: Person, key: string, ids: string[]) {
  /** Per connection every token that a read has answered, the latest last. */
  const acknowledged = new Map(ids.map((id) => [id, new Set<string>()]));
  /** Answers that nobody may get, whatever the database does. */
  const odd: string[] = [];
  const lastGood = { read: new Map<string, number>(), renewal: new Map<string, number>() };
  /** Reads that met the database in trouble: whose they were, and when they were begun. */
  const refused: { who: string; begun: number }[] = [];
  let running = true;
  let reads = 0;
  let renewals = 0;

  async function reader(place: Place, id: string) {
    while (running) {
      const [who, begun] = [`${place.url} ${id}`, performance.now()];
      const { status, body } = await api(place, key, `connections/${id}/token`).catch(nothing);
      if (status === 200) {
        reads += 1;
        acknowledged.get(id)?.add(body.accessToken);
        lastGood.read.set(who, begun);
      } else if (status === 503 && body.code === "storage_unavailable") refused.push({ who, begun });
      // "busy" too: nobody has to wait for a lease that the stop has left behind.
      else odd.push(`a read was answered ${status} ${JSON.stringify(body)}`);
      await breath(status === 200 ? 5 : 25);
    }
  }

  async function renewer(place: Place, id: string) {
    while (running) {
      const begun = performance.now();
      const answer = await post(who, `${place.url}/connections/${id}/refresh`, {}, new URL(place.url)).catch(
        nothing,
      );
      const said = new URL(answer.headers?.location ?? "http://nowhere.invalid").search;
      if (said === "?done=refreshed") {
        renewals += 1;
        lastGood.renewal.set(id, begun);
      } else if (answer.status !== 503 && !said.endsWith("problem=storage_unavailable"))
        odd.push(`a renewal was answered ${answer.status} ${said} ${answer.body}`);
      await breath(said === "?done=refreshed" ? 5 : 25);
    }
  }

  const pairs = places.flatMap((place) => ids.map((id) => [place, id] as const));
  const all = pairs.flatMap(([place, id]) => [reader(place, id), renewer(place, id)]);
  return {
    acknowledged,
    odd,
    counts: () => ({ reads, renewals }),
    /** Since when every process reads every connection again, counted from `instant`; null: not yet. */
    readsSince: (instant: number) => since(lastGood.read, pairs.length, instant),
    /** How often one and the same reader was refused that asked after `instant`, at most. */
    refusedSince(instant: number): number {
      const counts = new Map<string, number>();
      for (const { who, begun } of refused) if (begun >= instant) counts.set(who, (counts.get(who) ?? 0) + 1);
      return Math.max(0, ...counts.values());
    },
    /** Since when every connection is renewed again by somebody. */
    renewsSince: (instant: number) => since(lastGood.renewal, ids.length, instant),
    async stop() {
      running = false;
      await Promise.all(all);
    },
  };
}

const nothing = (error: Error): Json => ({ status: 0, body: error.message });

const breath = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function since(good: Map<string, number>, wanted: number, instant: number): number | null {
  const after = [...good.values()].filter((at) => at >= instant);
  return after.length === wanted ? Math.max(...after) - instant : null;
}

/**
 * Makes the database write down every token it is told to keep, in the transaction that keeps it: what
 * has been rolled back is not in the list.
 */
export async function keepHistory(rig: Rig): Promise<void> {
  await rig.query(`
    CREATE TABLE history (id text, generation integer, access text, refresh text);
    CREATE FUNCTION remember() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO history VALUES (NEW.id, NEW.generation, NEW.sealed_access_token, NEW.sealed_refresh_token);
      RETURN NEW;
    END $$;
    CREATE TRIGGER remember_insert AFTER INSERT ON connections FOR EACH ROW EXECUTE FUNCTION remember();
    CREATE TRIGGER remember_update AFTER UPDATE ON connections FOR EACH ROW
      WHEN (OLD.generation <> NEW.generation) EXECUTE FUNCTION remember();`);
}

/** The access tokens that one connection has had, oldest first, as the database has them now. */
export async function history(rig: Rig, id: string): Promise<string[]> {
  const rows = await rig.query(`SELECT * FROM history WHERE id = '${id}' ORDER BY generation`);
  return rows.map(({ access, generation }) => opened(access, { id, field: "accessToken", generation }));
}

/** The refresh token that is stored now. */
export async function storedRefreshToken(rig: Rig, id: string): Promise<string> {
  const [row] = await rig.query(`SELECT * FROM connections WHERE id = '${id}'`);
  return opened(row?.sealed_refresh_token, { id, field: "refreshToken", generation: row?.generation });
}

const opened = (
  sealed: string,
  { id, field, generation }: { id: string; field: string; generation: number },
) => unseal(sealed, { table: "connections", row: id, field, generation });

/** Every refresh token that a vendor honours now. */
export async function honoured(rig: Rig, vendor: string): Promise<string[]> {
  const { grants } = await truth(rig, vendor);
  return grants.map(({ refreshToken }: { refreshToken: string | null }) => refreshToken);
}
