import "#lib/server-only";
import { findApiKeyById } from "#db/api-keys";
import * as connections from "#db/connections";
import { listEvents } from "#db/events";
import { listIncidents } from "#db/incidents";
import { listRecent } from "#db/link-attempts";
import { listScopeUses } from "#db/scope-uses";
import { findUser } from "#db/users";
import { appPageUrl } from "#lib/clients";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import type { Actor } from "#lib/people/sessions";
import { findProvider } from "#lib/providers/index";
import type { Provider } from "#lib/providers/types";
import { knownTroubles } from "#lib/vendors/trouble";
import { activityView } from "./activity.ts";
import { outlookOf } from "./forecast.ts";
import { lifeView } from "./life.ts";
import { othersIn } from "./others.ts";
import { receiptView } from "./receipt.ts";
import { canRevoke } from "./revoke.ts";
import { scopesChange, scopesView } from "./scopes.ts";
import { stateOf, type Trouble } from "./state.ts";
import type { AttemptView, ConnectionDetail, ConnectionSummary, ConnectionView, ScopesView } from "./view.ts";

/** What a person may see of their own connections. Somebody else's is `not_found`. */

const MOST_ROWS = 5_000;
const MOST_ACTIVITY = 50;
/** What the picture of a token's life is drawn from; it says how far back it goes. */
const MOST_EVENTS = 400;
const MOST_INCIDENTS = 20;

/** All of them, as far as it takes to find, count and order them. */
export async function listConnections(actor: Actor): Promise<ConnectionSummary[]> {
  const rows = await connections.listFacts(actor, MOST_ROWS);
  const troubleAt = await knownTroubles();
  const at = now();
  return rows.map((row) => summary(row, providerOf(row), at, troubleAt(row.provider)));
}

/** Everything about some of them, in the order in which they are given. */
export async function readConnections(
  actor: Actor,
  wanted: readonly { id: string }[],
): Promise<ConnectionView[]> {
  const rows = await connections.listByIds(
    actor,
    wanted.map(({ id }) => id),
  );
  const troubleAt = await knownTroubles();
  const at = now();
  const views = new Map(rows.map((row) => [row.id, view(row, actor.name, at, troubleAt(row.provider))]));
  return wanted.flatMap(({ id }) => views.get(id) ?? []);
}

export async function readConnection(actor: Actor, id: string): Promise<ConnectionDetail> {
  const row = await connections.findConnection(actor, id);
  if (row === null) throw new Failure("not_found", "connection");
  const [troubleAt, events, incidents, owner, reader, uses] = await Promise.all([
    knownTroubles(),
    listEvents(row.id, MOST_EVENTS),
    listIncidents(row.provider, MOST_INCIDENTS),
    findUser(row.userId),
    row.lastReadBy === null ? null : findApiKeyById(row.lastReadBy),
    listScopeUses(row.id),
  ]);
  const provider = providerOf(row);
  const complete = events.length < MOST_EVENTS;
  const at = now();
  const shown = events.slice(0, MOST_ACTIVITY);
  const others = await othersIn(shown, { readerId: actor.userId, ownerId: row.userId });
  const shownView = view(row, owner?.name ?? actor.name, at, troubleAt(row.provider));
  return {
    ...shownView,
    scopes: withUses(shownView.scopes, uses),
    appPageUrl: appPageUrl(provider),
    removalUrl: provider.removalUrl,
    atDisconnect: atDisconnect(row),
    scopesChange: scopesChange(provider, events.find(({ kind }) => kind === "relinked")?.data ?? {}),
    lastRead: row.lastReadAt === null ? null : { at: row.lastReadAt, by: reader?.name ?? "a deleted key" },
    activity: shown.map((event) => activityView({ ...event, by: others(event.actorId) }, provider)),
    life: lifeView({ row, vendor: provider.name, events, complete, incidents, now: at }),
  };
}

/** People who left for a vendor and have not come back; the newest one per vendor, unless a later one was linked. */
export async function pendingAttempts(actor: Actor): Promise<AttemptView[]> {
  const seen = new Set<string>();
  const waiting: AttemptView[] = [];
  for (const attempt of await listRecent(actor.userId, now())) {
    if (seen.has(attempt.provider)) continue;
    seen.add(attempt.provider);
    if (attempt.outcome !== "waiting") continue;
    waiting.push({
      id: attempt.id,
      vendor: { id: attempt.provider, name: findProvider(attempt.provider)?.name ?? attempt.provider },
      startedAt: attempt.createdAt,
      expiresAt: attempt.expiresAt,
      reconnects: attempt.connectionId,
    });
  }
  return waiting;
}

function view(
  row: connections.ConnectionRow,
  linkedBy: string,
  at: Date,
  trouble: Trouble | null,
): ConnectionView {
  const provider = providerOf(row);
  return {
    ...summary(row, provider, at, trouble),
    scopes: scopesView(provider, row.requestedScopes, row.grantedScopes),
    renews: row.renewable,
    proof:
      row.provedBy === null || row.provedAt === null
        ? null
        : { by: proofWords[row.provedBy], at: row.provedAt },
    linkedBy,
    receipt: receiptView(row, provider),
  };
}

function summary(
  row: connections.ConnectionFacts,
  provider: Shown,
  at: Date,
  trouble: Trouble | null,
): ConnectionSummary {
  return {
    id: row.id,
    vendor: { id: provider.id, name: provider.name },
    label: row.label,
    account: { id: row.accountId, name: row.accountName, url: row.accountUrl },
    status: row.status,
    state: stateOf(row, provider, at, trouble),
    expiresAt: row.expiresAt,
    outlook: outlookOf(row, at),
    linkedAt: row.linkedAt,
  };
}

function atDisconnect(row: connections.ConnectionRow): ConnectionDetail["atDisconnect"] {
  const provider = findProvider(row.provider);
  if (provider === undefined || !canRevoke(provider)) return "not_offered";
  return row.sealedAccessToken === null ? "nothing_held" : "told";
}

const proofWords = { link: "linking", renewal: "a renewal", test: "a test" } as const;

type Shown = Pick<Provider, "id" | "name" | "scopes" | "tellsScopes" | "flow" | "removalUrl">;

/** A vendor that was taken out of the registry still has its connections shown, by its id. */
function providerOf(row: Pick<connections.ConnectionRow, "provider">): Shown {
  const retired = { scopes: {}, tellsScopes: false, flow: "api-key", removalUrl: "" } as const;
  return findProvider(row.provider) ?? { id: row.provider, name: row.provider, ...retired };
}

/** Which scopes the proxy has needed; says nothing where it has not been used at all. */
function withUses(scopes: ScopesView, uses: readonly { scope: string; lastUsedAt: Date }[]): ScopesView {
  if (uses.length === 0) return scopes;
  const lastUsed = new Map(uses.map(({ scope, lastUsedAt }) => [scope, lastUsedAt]));
  return {
    ...scopes,
    granted: scopes.granted.map((scope) => ({ ...scope, lastUsedAt: lastUsed.get(scope.name) ?? null })),
  };
}
