import "#lib/server-only";
import { z } from "zod";
import {
  type ConnectSessionRow,
  endConnectSession,
  findConnectSession,
  findConnectSessionByToken,
  findOpenSession,
  insertConnectSession,
  noteOutcome,
  openConnectSession,
} from "#db/connect-sessions";
import { findConnection } from "#db/connections";
import { findCustomer, insertCustomer, renameCustomer } from "#db/customers";
import { store } from "#db/store";
import type { UserRow } from "#db/users";
import { recorded } from "#lib/audit/record";
import { now } from "#lib/clock";
import { env } from "#lib/env";
import { Failure } from "#lib/errors";
import type { Actor } from "#lib/people/sessions";
import { findProvider } from "#lib/providers/index";
import { cleanText } from "#lib/providers/oauth";
import { newId, secret, sha256 } from "#lib/random";
import { recognise } from "#lib/request";
import { settings } from "#lib/settings";
import { addressOf, isAllowed, isAllowedOrigin } from "./return-address.ts";

/**
 * Connect sessions: a page for a customer of the host application, who has no sign-in here. The host asks for
 * one with its API key and sends its customer to the link; the browser that opens it first has it, nobody
 * after it, and nothing but that customer's connections can be seen or changed from there.
 */

/** How long the link waits to be opened, and how long the page then lasts. */
const LINK_MS = 30 * 60_000;
const PAGE_MS = 60 * 60_000;

export const newConnectSession = z.strictObject({
  customerId: z.string().min(1).max(200),
  customerName: z.string().max(200).optional(),
  /** Which vendors may be linked; absent: all. */
  vendors: z
    .array(
      z
        .string()
        .max(60)
        .refine((id) => findProvider(id) !== undefined, "No vendor has this id."),
    )
    .min(1)
    .optional(),
  /** A connection of this customer that is to be linked again. */
  connectionId: z.string().max(60).optional(),
  returnUrl: z.string().max(2_000).optional(),
  /** The page that is told what happens, by postMessage: the opener of the popup or the parent of the frame. */
  origin: z.string().max(300).optional(),
});

/** The API key that asks, and how far it reaches. */
type Asker = { keyId: string; providers: readonly string[] | null; owners: readonly string[] | null };

export type NewConnectSession = z.infer<typeof newConnectSession>;

/** Makes a session; the address carries its token behind `#`, where no server and no log sees it. */
export async function createConnectSession(
  key: Asker,
  asked: NewConnectSession,
): Promise<{ id: string; url: string; ownerId: string; expiresAt: Date }> {
  const { returnAddresses } = await settings();
  const returnUrl = asked.returnUrl === undefined ? null : addressOf(asked.returnUrl);
  if (asked.returnUrl !== undefined && (returnUrl === null || !isAllowed(returnUrl, returnAddresses)))
    throw new Failure("return_not_allowed", "returnUrl");
  if (asked.origin !== undefined && !isAllowedOrigin(asked.origin, returnAddresses))
    throw new Failure("return_not_allowed", "origin");
  const vendors = asked.vendors ?? key.providers;
  if (key.providers !== null && !vendors?.every((id) => key.providers?.includes(id)))
    throw new Failure("forbidden", "a vendor that the key does not reach");
  if (key.owners !== null && !key.owners.includes((await findCustomer(asked.customerId))?.id ?? ""))
    throw new Failure("forbidden", "a customer that the key does not reach");
  const customer = await knownCustomer(asked.customerId, cleanText(asked.customerName));
  if (asked.connectionId !== undefined) await requireOwn(customer, asked.connectionId);
  const token = secret();
  const at = now();
  const row: ConnectSessionRow = {
    id: newId(),
    tokenHash: sha256(token),
    browserHash: null,
    apiKeyId: key.keyId,
    userId: customer.id,
    providers: vendors === null ? null : [...vendors],
    connectionId: asked.connectionId ?? null,
    returnUrl: returnUrl?.href ?? null,
    origin: asked.origin ?? null,
    outcome: null,
    linkedId: null,
    createdAt: at,
    expiresAt: new Date(at.getTime() + LINK_MS),
    openedAt: null,
    endedAt: null,
  };
  await store().atomically([
    insertConnectSession(row),
    recorded({ action: "connect_session.created", target: targetOf(row, customer), at }),
  ]);
  return {
    id: row.id,
    url: `${env().PUBLIC_URL}/connect-session?session=${row.id}#${token}`,
    ownerId: customer.id,
    expiresAt: row.expiresAt,
  };
}

/** The customer behind the host's id, made at first mention. */
async function knownCustomer(customerId: string, name: string | null): Promise<UserRow> {
  const known = await findCustomer(customerId);
  if (known !== null) {
    if (known.disabledAt !== null) throw new Failure("forbidden", "the customer is disabled");
    if (name !== null && name !== known.name) await renameCustomer(known.id, name);
    return { ...known, name: name ?? known.name };
  }
  const id = newId();
  const at = now();
  await store().atomically([
    insertCustomer({
      id,
      email: `${id}@customer.invalid`,
      name: name ?? cleanText(customerId) ?? "A customer",
      role: "user",
      customerId,
      mailsNeedsYou: false,
      mailsEnding: false,
      createdAt: at,
    }),
    recorded({ action: "user.created", target: { kind: "customer", id, name: customerId }, at }),
  ]);
  // Another process that was asked at the same moment may have been quicker.
  const made = await findCustomer(customerId);
  if (made === null) throw new Failure("internal", "a customer could not be made");
  return made;
}

async function requireOwn(customer: UserRow, connectionId: string): Promise<void> {
  if ((await findConnection({ userId: customer.id }, connectionId)) === null)
    throw new Failure("not_found", "connection");
}

/** Opens the link, once: answers the session and the ticket that this browser is to keep. */
export async function openSession(token: string): Promise<{ id: string; ticket: string; until: Date }> {
  const ticket = secret();
  const at = now();
  const until = new Date(at.getTime() + PAGE_MS);
  const found = await findConnectSessionByToken(sha256(token));
  const rows =
    found === null
      ? null
      : await store().atomically([
          openConnectSession(sha256(token), sha256(ticket), at, until),
          recorded({
            action: "connect_session.opened",
            target: { kind: "connect_session", id: found.id },
            at,
            by: { kind: "customer", id: found.userId, name: null },
          }),
        ]);
  if (found === null || rows === null) throw new Failure("session_over", "not open any more");
  return { id: found.id, ticket, until };
}

/** A customer with an open session, as every data function takes them: they see and change only their own. */
export type Customer = Actor & {
  role: "customer";
  session: ConnectSessionRow;
  /** What the host calls them; null where it gave nothing but its own id. */
  called: string | null;
};

/** Who comes with a ticket for a session at this moment; null once it has ended. */
export async function customerOf(id: string, ticket: string): Promise<Customer | null> {
  const found = await findOpenSession(id, sha256(ticket), now());
  if (found === null) return null;
  const { user } = found;
  const session = await asAllowedNow(found.session);
  recognise({ kind: "customer", id: user.id, name: user.name });
  return {
    userId: user.id,
    name: user.name,
    email: user.email,
    role: "customer",
    sessionId: `connect ${ticket}`,
    session,
    called: user.name === cleanText(user.customerId) ? null : user.name,
  };
}

/** A host that an administrator took from the list since is neither gone back to nor told anything. */
async function asAllowedNow(session: ConnectSessionRow): Promise<ConnectSessionRow> {
  const { returnAddresses } = await settings();
  const { origin } = session;
  const back = session.returnUrl === null ? null : addressOf(session.returnUrl);
  return {
    ...session,
    returnUrl: back !== null && isAllowed(back, returnAddresses) ? back.href : null,
    origin: origin !== null && isAllowedOrigin(origin, returnAddresses) ? origin : null,
  };
}

/** Whether a session is for this vendor and, where it is to mend one connection, for that one only. */
export function requireAllowed(customer: Customer, provider: string, connectionId: string | null): void {
  const { providers: allowed, connectionId: only } = customer.session;
  if (allowed !== null && !allowed.includes(provider)) throw new Failure("forbidden", "another vendor");
  if (only !== null && connectionId !== only) throw new Failure("forbidden", "another connection");
}

/** Notes what came of it, for the host to be told. */
export async function noteSessionOutcome(
  customer: Customer,
  outcome: "linked" | "denied",
  linkedId: string | null,
): Promise<void> {
  await noteOutcome(customer.session.id, outcome, linkedId)(store().db);
}

/** Ends a session: nothing can be done from its page any more. */
export async function endSession(customer: Customer): Promise<void> {
  const at = now();
  const { session } = customer;
  await store().atomically([
    endConnectSession(session.id, at),
    recorded({ action: "connect_session.ended", target: { kind: "connect_session", id: session.id }, at }),
  ]);
}

/** What the host's page may know of a session by its id: never a name, never a token. */
export type SessionOutcome = {
  status: "waiting" | "open" | "linked" | "denied" | "closed" | "expired";
  connectionId: string | null;
  /** The only page that may ask. */
  origin: string | null;
};

/** `key`: only of a session in its reach; absent: whoever knows its id may know this much. */
export async function outcomeOf(id: string, key?: Asker): Promise<SessionOutcome> {
  const row = await findConnectSession(id);
  if (row === null || (key !== undefined && !reaches(key, row)))
    throw new Failure("not_found", "connect session");
  return { status: statusOf(row), connectionId: row.linkedId, origin: (await asAllowedNow(row)).origin };
}

/** Not only its own: the key that took its place has to follow what was begun. */
function reaches({ keyId, providers, owners }: Asker, session: ConnectSessionRow): boolean {
  const vendors = providers === null || session.providers?.every((id) => providers.includes(id)) === true;
  return session.apiKeyId === keyId || (vendors && (owners?.includes(session.userId) ?? true));
}

function statusOf(row: ConnectSessionRow): SessionOutcome["status"] {
  if (row.linkedId !== null) return "linked";
  if (row.outcome === "denied") return "denied";
  if (row.endedAt !== null) return "closed";
  if (row.expiresAt <= now()) return "expired";
  return row.openedAt === null ? "waiting" : "open";
}

const targetOf = ({ id }: ConnectSessionRow, customer: UserRow) => ({
  kind: "connect_session",
  id,
  name: customer.customerId,
});
