import Database from "better-sqlite3";
import pg from "pg";
import { testEngine } from "../rig/database.ts";

/** What the engine is asked, and how it would go about it. */

export type Statement = { text: string; values: unknown[] };

/** The statements that some work sends, as the engine gets them. */
export async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const sent: Statement[] = [];
  const sqlite = testEngine() === "sqlite";
  const home = (sqlite ? Database.prototype : pg.Client.prototype) as unknown as Record<
    string,
    (...given: unknown[]) => unknown
  >;
  const name = sqlite ? "prepare" : "query";
  const real = home[name] as (...given: unknown[]) => unknown;
  home[name] = function (this: unknown, ...given: unknown[]) {
    const text = typeof given[0] === "string" ? given[0] : (given[0] as { text: string }).text;
    sent.push({ text, values: (given[1] as unknown[] | undefined) ?? [] });
    return real.apply(this, given);
  };
  try {
    await work();
  } finally {
    home[name] = real;
  }
  return sent;
}

/** How the engine would go about a statement; `few`: where there are too few rows for PostgreSQL to care. */
export async function planOf(
  url: string,
  { text, values }: Statement,
  { few = false } = {},
): Promise<string> {
  if (testEngine() === "sqlite") {
    const sqlite = new Database(url.slice("file:".length));
    const zeros = (text.match(/\?/g) ?? []).map(() => 0);
    const rows = sqlite.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...zeros) as { detail: string }[];
    sqlite.close();
    return rows.map(({ detail }) => detail).join("; ");
  }
  const client = new pg.Client(url);
  await client.connect();
  if (few) await client.query("SET enable_seqscan = off");
  const { rows } = await client.query(`EXPLAIN ${text}`, values);
  await client.end();
  return rows.map((row) => row["QUERY PLAN"]).join("; ");
}
