import {
  type AnyColumn,
  and,
  desc,
  eq,
  gt,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { store } from "./store.ts";

/**
 * Everyone's connections, for administrators: looked through by what the index `connections_created` holds, page
 * by page at the same cost wherever a page lies, and counted.
 */

/** The states of lib/connections/state.ts, said in SQL by `standing`. */
export type Standing = "works" | "unproven" | "renewing" | "vendor_trouble" | "needs_you" | "disconnected";

/** `troubled`: the vendors with something wrong as a whole; what is due there waits for them. */
export type Circumstances = { now: Date; troubled: string[] };

/** What to look for; null: anything. */
export type Sought = {
  text: string | null;
  provider: string | null;
  standing: Standing | null;
  /** A person's id or email. */
  owner: string | null;
  provedBefore: Date | null;
  endsBefore: Date | null;
};

export type Order = "newest" | "name" | "ends" | "proof";

/** Where a page begins: at what has this value in its order and this id. */
export type Cursor = { value: string | number; id: string; way: "after" | "before" };

const DAY_MS = 86_400_000;
/** Stands for the end of what has none, where connections are put in order by it. */
export const NO_END = new Date(8.64e12);
const LONG_AGO = new Date(0);

function standing({ now, troubled }: Circumstances): SQL<Standing> {
  const { connections: c } = store();
  const dayAgo = new Date(now.getTime() - DAY_MS);
  const waits = troubled.length === 0 ? sql`false` : and(inArray(c.provider, troubled), lte(c.dueAt, now));
  const outlived = lt(
    sql`${c.provedAt} + (${c.expiresAt} - ${c.issuedAt})`,
    sql.param(now, c.provedAt as unknown as AnyColumn),
  );
  const old = or(
    isNull(c.provedAt),
    and(lt(c.provedAt, dayAgo), or(isNull(c.expiresAt), isNull(c.issuedAt), outlived)),
  );
  return sql`case
    when ${c.status} = 'revoked' then 'disconnected'
    when ${c.status} = 'needs_reauth' then 'needs_you'
    when ${c.leaseOwner} is not null then 'renewing'
    when ${and(lte(c.expiresAt, now), eq(c.renewable, false))} then 'needs_you'
    when ${or(isNotNull(c.failureCode), waits)} then 'vendor_trouble'
    when ${old} then 'unproven'
    else 'works' end`;
}

/** What narrows `connections` to what is looked for. */
export function fits(sought: Sought, circumstances: Circumstances): SQL | undefined {
  const { db, connections: c, users } = store();
  const { text, provider, owner, provedBefore, endsBefore } = sought;
  const people = (condition: SQL | undefined) =>
    inArray(c.userId, db.select({ id: users.id }).from(users).where(condition));
  return and(
    text === null
      ? undefined
      : or(
          contains(c.foundBy, text.toLowerCase()),
          people(
            or(
              contains(sql`lower(${users.name})`, text.toLowerCase()),
              contains(users.email, text.toLowerCase()),
            ),
          ),
        ),
    // Not as the bare columns, here and below, whose own indexes would find very many and read each.
    provider === null ? undefined : eq(sql`(${c.provider} || '')`, provider),
    sought.standing === null ? undefined : eq(standing(circumstances), sought.standing),
    owner === null ? undefined : people(or(eq(users.id, owner), eq(users.email, owner.toLowerCase()))),
    provedBefore === null ? undefined : or(isNull(c.provedAt), lt(c.provedAt, provedBefore)),
    endsBefore === null
      ? undefined
      : and(lt(c.expiresAt, endsBefore), eq(sql`(${c.status} || '')`, "active")),
  );
}

const contains = (what: AnyColumn | SQL, text: string): SQL =>
  sql`${what} like ${`%${text.replaceAll(/[\\%_]/g, "\\$&")}%`} escape '\\'`;

/**
 * What each order goes by. What has no end comes last, what has no proof first. Names have an index that leads
 * straight to a page of all; where it is `narrow` that would read one row after another, so it is not named.
 */
function ordering(order: Order, narrow: boolean) {
  const { connections: c } = store();
  const instant = (column: AnyColumn, missing: Date) => ({
    by: sql<number>`coalesce(${column}, ${sql.param(missing, column)})`,
    given: (value: string | number) => sql.param(new Date(Number(value)), column),
    descending: false,
  });
  switch (order) {
    case "newest":
      return {
        by: c.createdAt as AnyColumn | SQL,
        given: (value: string | number) => sql.param(new Date(Number(value)), c.createdAt),
        descending: true,
      };
    case "name":
      return {
        by: narrow ? sql`(${c.foundBy} || '')` : (c.foundBy as AnyColumn | SQL),
        given: (value: string | number) => sql.param(String(value), c.foundBy),
        descending: false,
      };
    case "ends":
      return instant(c.expiresAt, NO_END);
    case "proof":
      return instant(c.provedAt, LONG_AGO);
  }
}

/** The order itself, from its beginning, with the id for what is equal in it; `narrow`: among some, not all. */
export function everyonesOrder(order: Order, narrow: boolean): SQL {
  const { by, descending } = ordering(order, narrow);
  const { id } = store().connections;
  return descending ? sql`${by} desc, ${id} desc` : sql`${by}, ${id}`;
}

/** The ids of one page, in order. `limit` of them at most, so one more than is shown tells whether there is more. */
export async function everyonesIds(
  sought: Sought,
  circumstances: Circumstances,
  { order, at, limit }: { order: Order; at: Cursor | null; limit: number },
): Promise<string[]> {
  const { db, connections: c } = store();
  const fitting = fits(sought, circumstances);
  const { by, given, descending } = ordering(order, fitting !== undefined);
  const backwards = at?.way === "before";
  const falling = descending !== backwards;
  const rows = await db
    .select({ id: c.id })
    .from(c)
    .where(
      and(
        fitting,
        // As one comparison of a row, so that an index leads to where the page begins.
        at === null
          ? undefined
          : sql`(${by}, ${c.id}) ${sql.raw(falling ? "<" : ">")} (${given(at.value)}, ${at.id})`,
      ),
    )
    .orderBy(falling ? sql`${by} desc` : sql`${by} asc`, falling ? desc(c.id) : c.id)
    .limit(limit);
  const ids = rows.map(({ id }) => id);
  return backwards ? ids.reverse() : ids;
}

export type EveryoneRow = Awaited<ReturnType<typeof everyonesRows>>[number];

/** What a list says about connections, with their owners; nothing sealed. In the order of the ids. */
export async function everyonesRows(ids: string[]) {
  const { db, connections: c, users } = store();
  if (ids.length === 0) return [];
  const rows = await db
    .select({
      id: c.id,
      userId: c.userId,
      provider: c.provider,
      accountId: c.accountId,
      accountName: c.accountName,
      label: c.label,
      foundBy: c.foundBy,
      status: c.status,
      expiresAt: c.expiresAt,
      issuedAt: c.issuedAt,
      renewable: c.renewable,
      leaseOwner: c.leaseOwner,
      dueAt: c.dueAt,
      retryAt: c.retryAt,
      failures: c.failures,
      failureCode: c.failureCode,
      failedAt: c.failedAt,
      provedBy: c.provedBy,
      provedAt: c.provedAt,
      receipt: c.receipt,
      lastReadAt: c.lastReadAt,
      linkedAt: c.linkedAt,
      createdAt: c.createdAt,
      ownerName: users.name,
      ownerEmail: users.email,
      customerId: users.customerId,
    })
    .from(c)
    .innerJoin(users, eq(users.id, c.userId))
    .where(inArray(c.id, ids));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** How many fit, counted no further than `most`. */
export async function countEveryone(
  sought: Sought,
  circumstances: Circumstances,
  most: number,
): Promise<number> {
  const { db, connections: c } = store();
  const some = db.select({ id: c.id }).from(c).where(fits(sought, circumstances)).limit(most).as("some");
  const [row] = await db.select({ n: sql<number>`cast(count(*) as integer)` }).from(some);
  return row?.n ?? 0;
}

/** Connections that were made within a stretch of time, neither end included; null: no end. */
export type Stretch = { after: Date | null; before: Date | null };

const within = ({ after, before }: Stretch): SQL | undefined => {
  const { createdAt } = store().connections;
  return and(
    after === null ? undefined : gt(createdAt, after),
    before === null ? undefined : lt(createdAt, before),
  );
};

/** When the connection was made that so many newer than an instant come before; null: there are not as many. */
export async function placeAfter(after: Date | null, number: number): Promise<Date | null> {
  const { db, connections: c } = store();
  const [row] = await db
    .select({ createdAt: c.createdAt })
    .from(c)
    .where(within({ after, before: null }))
    .orderBy(c.createdAt)
    .limit(1)
    .offset(number);
  return row?.createdAt ?? null;
}

/** How many there are of each vendor in each state, of those made within a stretch. Looks at each of them. */
export async function countStandings(circumstances: Circumstances, stretch: Stretch) {
  const { db, connections: c } = store();
  const each = db
    .select({
      // Not as the bare columns here and below, whose own indexes would be followed to row after row.
      provider: sql<string>`${c.provider} || ''`.as("provider"),
      failing:
        sql<number>`case when ${c.failureCode} is not null and ${c.status} = 'active' then 1 else 0 end`.as(
          "failing",
        ),
      active: sql<number>`case when ${c.status} = 'active' then 1 else 0 end`.as("active"),
      standing: standing(circumstances).as("standing"),
    })
    .from(c)
    .where(within(stretch))
    .as("each");
  return db
    .select({
      provider: each.provider,
      standing: each.standing,
      connections: sql<number>`cast(count(*) as integer)`,
      failing: sql<number>`cast(sum(${each.failing}) as integer)`,
      active: sql<number>`cast(sum(${each.active}) as integer)`,
    })
    .from(each)
    .groupBy(each.provider, each.standing);
}

/** Whose connections in one state are, of those made within a stretch; each person once. */
export async function listPeopleIn(
  state: Standing,
  circumstances: Circumstances,
  stretch: Stretch,
): Promise<string[]> {
  const { db, connections: c } = store();
  const rows = await db
    .select({ id: sql<string>`${c.userId} || ''` })
    .from(c)
    .where(and(eq(standing(circumstances), state), within(stretch)))
    .groupBy(sql`${c.userId} || ''`);
  return rows.map(({ id }) => id);
}

/** What nothing renews and ends before an instant: how many of each vendor. By its index. */
export async function countEnding(now: Date, until: Date) {
  const { db, connections: c } = store();
  return db
    .select({ provider: c.provider, n: sql<number>`cast(count(*) as integer)` })
    .from(c)
    .where(ending(now, until))
    .groupBy(c.provider);
}

/** The first of them. */
export async function firstEnding(now: Date, until: Date, limit: number): Promise<string[]> {
  const { db, connections: c } = store();
  const rows = await db
    .select({ id: c.id })
    .from(c)
    .where(ending(now, until))
    .orderBy(c.expiresAt)
    .limit(limit);
  return rows.map(({ id }) => id);
}

function ending(now: Date, until: Date) {
  const { connections: c } = store();
  return and(eq(c.status, "active"), eq(c.renewable, false), gt(c.expiresAt, now), lt(c.expiresAt, until));
}
