import "#lib/server-only";
import {
  findLiveSession,
  insertSession,
  listLiveSessions,
  revokeSession,
  revokeSessionsOf,
  type SessionRow,
} from "#db/users";
import { now } from "#lib/clock";
import { secret } from "#lib/random";

/** A signed-in person as every data function takes them. */
export type Actor = {
  userId: string;
  name: string;
  email: string;
  role: "user" | "admin";
  sessionId: string;
};

export const SESSION_SECONDS = 14 * 86_400;

/** Begins a session; its id travels in the sealed cookie only. */
export async function openSession(userId: string): Promise<string> {
  const at = now();
  const row: SessionRow = {
    id: secret(),
    userId,
    createdAt: at,
    expiresAt: new Date(at.getTime() + SESSION_SECONDS * 1000),
    revokedAt: null,
  };
  await insertSession(row);
  return row.id;
}

/** Who a session belongs to at this moment; null once it has ended or its person is disabled. */
export async function actorOf(sessionId: string): Promise<Actor | null> {
  const found = await findLiveSession(sessionId, now());
  if (found === null) return null;
  const { id: userId, name, email, role } = found.user;
  return { userId, name, email, role, sessionId };
}

export async function closeSession(sessionId: string): Promise<void> {
  await revokeSession(sessionId, now());
}

/** Signs a person out in every browser, this one included. */
export async function closeAllSessions(actor: Actor): Promise<void> {
  await revokeSessionsOf(actor.userId, now());
}

/** The person's open sessions, newest first. Session ids are credentials and stay here. */
export async function listSessions(
  actor: Actor,
): Promise<{ current: boolean; createdAt: Date; expiresAt: Date }[]> {
  const rows = await listLiveSessions(actor.userId, now());
  return rows.map(({ id, createdAt, expiresAt }) => ({
    current: id === actor.sessionId,
    createdAt,
    expiresAt,
  }));
}
