import "#lib/server-only";
import {
  findLiveSession,
  findUser,
  insertSession,
  listLiveSessions,
  revokeSessionOf,
  revokeSessionsOf,
  type SessionRow,
} from "#db/users";
import { recorded } from "#lib/audit/record";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { secret, sha256 } from "#lib/random";
import type { Doer } from "#lib/request";
import { agentWords } from "./agent.ts";

/** A signed-in person as every data function takes them. */
export type Actor = {
  userId: string;
  name: string;
  email: string;
  /** "customer": of the host application, through a connect session (lib/customers). */
  role: "user" | "admin" | "customer";
  /** The session's row; what the cookie carries cannot be told from it. */
  sessionId: string;
};

export const SESSION_SECONDS = 14 * 86_400;

/** Begins a session. The answer travels in the sealed cookie only; kept are its hash, and the browser in words. */
export async function openSession(userId: string, userAgent: string | null): Promise<string> {
  const at = now();
  const ticket = secret();
  const row: SessionRow = {
    id: sha256(ticket),
    userId,
    agent: agentWords(userAgent),
    createdAt: at,
    expiresAt: new Date(at.getTime() + SESSION_SECONDS * 1000),
    revokedAt: null,
  };
  const name = (await findUser(userId))?.name ?? null;
  const data = row.agent === null ? {} : { agent: row.agent };
  await insertSession(row, recorded({ action: "user.signed_in", ...themself({ userId, name }), at, data }));
  return ticket;
}

/** Who comes with a ticket at this moment; null once its session has ended or its person is disabled. */
export async function actorOf(ticket: string): Promise<Actor | null> {
  const found = await findLiveSession(sha256(ticket), now());
  if (found === null) return null;
  const { id: userId, name, email, role } = found.user;
  return { userId, name, email, role, sessionId: found.session.id };
}

export async function closeSession(ticket: string): Promise<void> {
  const at = now();
  const actor = await actorOf(ticket);
  if (actor === null) return;
  const entry = recorded({ action: "user.signed_out", ...themself(actor), at });
  await revokeSessionOf(actor.userId, actor.sessionId, at, entry);
}

/** Signs a person out in every browser, this one included. */
export async function closeAllSessions(actor: Actor): Promise<void> {
  const at = now();
  const entry = recorded({ action: "session.ended", ...themself(actor), at, data: { which: "all" } });
  await revokeSessionsOf(actor.userId, at, entry);
}

/** Ends one of the person's sessions; says whether it is the one that asks. */
export async function endSession(actor: Actor, id: string): Promise<"this" | "other"> {
  const at = now();
  const which = id === actor.sessionId ? "this" : "other";
  const entry = recorded({ action: "session.ended", ...themself(actor), at, data: { which } });
  if (!(await revokeSessionOf(actor.userId, id, at, entry))) throw new Failure("not_found", "session");
  return which;
}

/** What somebody does with their own account, before any page has recognised them. */
function themself({ userId, name }: { userId: string; name: string | null }) {
  const by: Doer = { kind: "person", id: userId, name };
  return { target: { kind: "user", id: userId, name }, by };
}

export type SessionView = {
  id: string;
  /** "Firefox on Linux"; null: the browser did not say. */
  agent: string | null;
  current: boolean;
  createdAt: Date;
  expiresAt: Date;
};

/** The person's open sessions: this one, then the newest first. */
export async function listSessions(actor: Actor): Promise<SessionView[]> {
  const rows = await listLiveSessions(actor.userId, now());
  return rows
    .map(({ id, agent, createdAt, expiresAt }) => ({
      id,
      agent,
      current: id === actor.sessionId,
      createdAt,
      expiresAt,
    }))
    .sort((a, b) => Number(b.current) - Number(a.current));
}
