import "#lib/server-only";
import { listConnections } from "#db/connections";
import { changeRole, deletePerson, disablePerson, enablePerson, endSessions } from "#db/people-changes";
import {
  countConnectionsOf,
  countPeople,
  type ListedPerson,
  lastSignInsOf,
  listPeople as listRows,
  type PeopleWish,
} from "#db/people-list";
import { type Closing, type Statement, store } from "#db/store";
import { findUser, listLiveSessions, type UserRow } from "#db/users";
import type { AuditAction } from "#lib/audit/actions";
import { recorded } from "#lib/audit/record";
import { now } from "#lib/clock";
import { disconnect } from "#lib/connections/disconnect";
import { Failure } from "#lib/errors";
import { asAdministrator, requireAdministrator } from "./administrator.ts";
import type { Actor, SessionView } from "./sessions.ts";

/** What administrators see and change of everybody else. */

const PAGE = 50;

export type PersonEntry = {
  id: string;
  name: string;
  /** Null for a customer of the host application, whose address is made up. */
  email: string | null;
  role: UserRow["role"];
  customerId: string | null;
  disabledAt: Date | null;
  createdAt: Date;
  connections: number;
  /** Null: not for as long as sessions are kept, which is two weeks. */
  lastSignInAt: Date | null;
};

export type PeoplePage = { people: PersonEntry[]; total: number; next: string | null };

export type { PeopleWish } from "#db/people-list";

/** A page of the people that fit; `after` is what the page before called `next`. */
export async function listPeople(actor: Actor, wish: PeopleWish, after?: string): Promise<PeoplePage> {
  requireAdministrator(actor);
  const [rows, total] = await Promise.all([
    listRows(wish, { limit: PAGE + 1, after: placeIn(after) }),
    countPeople(wish),
  ]);
  const shown = rows.slice(0, PAGE);
  const last = rows.length > PAGE ? shown.at(-1) : undefined;
  return {
    people: await withCounts(shown),
    total,
    next: last === undefined ? null : `${last.createdAt.getTime()}.${last.id}`,
  };
}

function placeIn(after: string | undefined): { createdAt: Date; id: string } | null {
  const [, ms, id] = /^(\d{1,15})\.([0-9a-f-]{1,40})$/.exec(after ?? "") ?? [];
  return ms === undefined || id === undefined ? null : { createdAt: new Date(Number(ms)), id };
}

async function withCounts(rows: ListedPerson[]): Promise<PersonEntry[]> {
  const ids = rows.map(({ id }) => id);
  const [connections, signIns] = await Promise.all([countConnectionsOf(ids), lastSignInsOf(ids)]);
  return rows.map(({ id, name, email, role, customerId, disabledAt, createdAt }) => ({
    id,
    name,
    email: customerId === null ? email : null,
    role,
    customerId,
    disabledAt,
    createdAt,
    connections: connections.get(id) ?? 0,
    lastSignInAt: signIns.get(id) ?? null,
  }));
}

export type PersonDetail = PersonEntry & { hasPassword: boolean; sessions: SessionView[]; isSelf: boolean };

export async function readPerson(actor: Actor, id: string): Promise<PersonDetail> {
  requireAdministrator(actor);
  const row = await known(id);
  const [[entry], sessions] = await Promise.all([withCounts([row]), listLiveSessions(id, now())]);
  return {
    ...(entry as PersonEntry),
    hasPassword: row.passwordHash !== null,
    isSelf: id === actor.userId,
    sessions: sessions.map((session) => ({
      id: session.id,
      agent: session.agent,
      current: session.id === actor.sessionId,
      createdAt: session.createdAt,
      expiresAt: session.expiresAt,
    })),
  };
}

async function known(id: string): Promise<UserRow> {
  const row = await findUser(id);
  if (row === null) throw new Failure("not_found", "person");
  return row;
}

/** Another role; they sign in anew with it. */
export async function setRole(actor: Actor, id: string, role: UserRow["role"]): Promise<void> {
  await change(actor, id, (row, at) => ({
    already: row.role === role,
    batch: [changeRole(id, role), endSessions(id, at)],
    action: "user.role_changed",
    data: { from: row.role, to: role },
  }));
}

/** Shuts somebody out: every session ends with it. */
export async function disable(actor: Actor, id: string): Promise<void> {
  await change(actor, id, (row, at) => ({
    already: row.disabledAt !== null,
    batch: [disablePerson(id, at), endSessions(id, at)],
    action: "user.disabled",
  }));
}

export async function enable(actor: Actor, id: string): Promise<void> {
  await change(actor, id, (row) => ({
    already: row.disabledAt === null,
    batch: [enablePerson(id)],
    action: "user.enabled",
  }));
}

type Change = {
  /** It is so without doing anything. */
  already: boolean;
  batch: [Statement, ...Statement[]];
  action: AuditAction;
  data?: Record<string, unknown>;
};

/** A change that is refused for a customer, and for the last administrator. */
async function change(actor: Actor, id: string, make: (row: UserRow, at: Date) => Change): Promise<void> {
  requireAdministrator(actor);
  const row = await known(id);
  if (row.customerId !== null) throw new Failure("not_a_person", id);
  const at = now();
  const { already, batch, action, data } = make(row, at);
  if (already) return;
  const done = await store().atomically([...batch, written(action, row, at, data)]);
  if (done === null) throw await refusal(id);
}

const written = (action: AuditAction, row: UserRow, at: Date, data: Record<string, unknown> = {}): Closing =>
  recorded({ action, target: { kind: "person", id: row.id, name: row.name }, at, data });

/** Why a change touched nothing: they are gone, or nobody would be left to administer the server. */
async function refusal(id: string): Promise<Failure> {
  const row = await known(id);
  return new Failure(row.role === "admin" && row.disabledAt === null ? "last_admin" : "busy", id);
}

/** Ends one session of a person, or all of them. */
export async function endSessionsOf(actor: Actor, id: string, sessionId?: string): Promise<void> {
  requireAdministrator(actor);
  const row = await known(id);
  const at = now();
  const ended = await store().atomically([
    endSessions(id, at, sessionId),
    written("session.ended", row, at, { sessions: sessionId === undefined ? "all" : "one" }),
  ]);
  if (ended === null && sessionId !== undefined) throw new Failure("not_found", "session");
}

const TRIES = 3;
const AT_ONCE = 200;

/**
 * Disconnects everything of theirs as "Disconnect" does, then deletes them. What a vendor has not confirmed
 * yet outlives them and is told on (table revocations).
 */
export async function deletePersonOf(actor: Actor, id: string): Promise<void> {
  requireAdministrator(actor);
  const row = await known(id);
  if (id === actor.userId) throw new Failure("invalid_input", "oneself");
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const disconnected = await disconnectAll(actor, id);
    const gone = await store().atomically([
      deletePerson(id),
      written("user.deleted", row, now(), { disconnected }),
    ]);
    if (gone !== null) return;
    // Something was linked meanwhile, or they became the last administrator.
    const failure = await refusal(id);
    if (failure.code === "last_admin") throw failure;
  }
  throw new Failure("busy", "the account kept changing");
}

async function disconnectAll(actor: Actor, userId: string): Promise<number> {
  const administrator = asAdministrator(actor);
  let disconnected = 0;
  let after: { createdAt: Date; id: string } | undefined;
  do {
    const rows = await listConnections({ userId }, { limit: AT_ONCE, after });
    for (const { id, status } of rows) {
      if (status === "revoked") continue;
      await disconnect(administrator, id, { insist: false });
      disconnected += 1;
    }
    after = rows.length < AT_ONCE ? undefined : rows.at(-1);
  } while (after !== undefined);
  return disconnected;
}
