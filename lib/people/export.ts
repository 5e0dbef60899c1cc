import "#lib/server-only";
import { type ConnectionRow, listConnections } from "#db/connections";
import { listEvents } from "#db/events";
import { listMails } from "#db/mails";
import { findUser, listSessionsOf } from "#db/users";
import { noted } from "#lib/audit/record";
import { now } from "#lib/clock";
import type { Actor } from "./sessions.ts";

/** Everything that is kept about a person, but for what is secret: keys, tokens, and what sessions go by. */

const PAGE = 100;
const MOST_EVENTS = 1_000;
const MOST_MAILS = 1_000;

/** JSON, piece by piece, so that no size of an account is held in memory at once. */
export async function* exportAccount(actor: Actor): AsyncGenerator<string> {
  await noted({
    action: "user.exported",
    target: { kind: "user", id: actor.userId, name: actor.name },
    at: now(),
  });
  const [user, sessions, mails] = await Promise.all([
    findUser(actor.userId),
    listSessionsOf(actor.userId),
    listMails(actor.userId, MOST_MAILS),
  ]);
  yield `{\n"exportedAt": ${JSON.stringify(now())},\n`;
  yield `"person": ${JSON.stringify({
    id: user?.id,
    name: user?.name,
    email: user?.email,
    role: user?.role,
    identity: user?.subject,
    hasPassword: user?.passwordHash !== null,
    mails: { needsYou: user?.mailsNeedsYou, ending: user?.mailsEnding },
    createdAt: user?.createdAt,
  })},\n`;
  yield `"sessions": ${JSON.stringify(
    sessions.map(({ id, agent, createdAt, expiresAt, revokedAt }) => ({
      current: id === actor.sessionId,
      agent,
      createdAt,
      expiresAt,
      endedAt: revokedAt,
    })),
  )},\n`;
  yield `"mails": ${JSON.stringify(
    mails.map(({ subject, text, createdAt, sentAt }) => ({ subject, text, createdAt, sentAt })),
  )},\n`;
  yield `"connections": [`;
  let separator = "\n";
  for await (const row of everyConnection(actor)) {
    yield `${separator}${JSON.stringify(await view(actor, row))}`;
    separator = ",\n";
  }
  yield "\n]\n}\n";
}

async function* everyConnection(actor: Actor): AsyncGenerator<ConnectionRow> {
  let after: { createdAt: Date; id: string } | undefined;
  do {
    const rows = await listConnections(actor, { limit: PAGE, after });
    yield* rows;
    after = rows.length < PAGE ? undefined : rows.at(-1);
  } while (after !== undefined);
}

/** Named one by one, so that a column which is added later stays here until somebody has thought about it. */
async function view(actor: Actor, row: ConnectionRow) {
  const events = await listEvents(row.id, MOST_EVENTS);
  return {
    id: row.id,
    vendor: row.provider,
    account: { id: row.accountId, name: row.accountName, url: row.accountUrl },
    label: row.label,
    status: row.status,
    requestedScopes: row.requestedScopes,
    grantedScopes: row.grantedScopes,
    tokenExpiresAt: row.expiresAt,
    renewsByItself: row.renewable,
    provedBy: row.provedBy,
    provedAt: row.provedAt,
    failureCode: row.failureCode,
    failedAt: row.failedAt,
    lastReadAt: row.lastReadAt,
    receipt: row.receipt === null ? null : { ...row.receipt, revocationId: undefined },
    linkedAt: row.linkedAt,
    createdAt: row.createdAt,
    activity: events.map(({ kind, at, actorId, data }) => ({
      kind,
      at,
      by: actorId === null ? "Patchbay" : actorId === actor.userId ? "you" : "somebody else",
      data,
    })),
  };
}
