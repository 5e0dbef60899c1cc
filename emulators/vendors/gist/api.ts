import { type Answer, bearerOf, json, type VendorRequest } from "../../http.ts";
import { liveToken } from "../../tokens.ts";
import type { Contact, Workspace } from "./seed.ts";
import { type Gist, type Install, workspaceOf } from "./state.ts";

type Call = (request: VendorRequest, workspace: Workspace, installed: Install, gist: Gist) => Answer;
type Wanted = string | null | ((request: VendorRequest) => string);

const failed = (status: number, message: string) => json(status, { errors: [{ message }] });

/** A call that needs a live token with this scope. */
export const withToken =
  (wanted: Wanted, call: Call) =>
  (request: VendorRequest, gist: Gist): Answer => {
    const issued = liveToken(gist.state.tokens, bearerOf(request), gist.clock.now());
    const installed = gist.state.installs.find(({ id, uninstalled }) => id === issued?.grant && !uninstalled);
    const workspace = installed && workspaceOf(gist, installed.workspaceId);
    if (!issued || !installed || !workspace) return failed(401, "Access token is invalid");
    const { allowed, retryAfter } = gist.limiter.take(workspace.id, gist.settings.rateLimit);
    if (!allowed)
      return json(
        429,
        { errors: [{ message: "Rate limit exceeded" }] },
        { "retry-after": String(retryAfter) },
      );
    const scope = typeof wanted === "function" ? wanted(request) : wanted;
    // ASSUMED: no source says what a missing scope answers.
    if (scope && !issued.scopes.includes(scope)) return failed(403, `The token lacks the scope ${scope}`);
    return call(request, workspace, installed, gist);
  };

export const teammates: Call = (_request, workspace) =>
  json(200, {
    teammates: workspace.teammates.map(({ id, name, email }) => ({
      id,
      name,
      email,
      avatar: null,
      agent_status: "online",
      away_mode_enabled: false,
      has_inbox_seat: true,
      last_active_on: 1_767_600_000,
      team_ids: [71],
    })),
  });

export const teams: Call = (_request, { teams: all, teammates: members }) =>
  json(200, {
    teams: all.map((team) => ({
      ...team,
      created_at: 1_767_600_000,
      teammate_ids: members.map(({ id }) => id),
    })),
  });

export const tags: Call = (_request, workspace) => json(200, { tags: workspace.tags });

/** Lists that exist and are empty in every workspace here. */
export const none =
  (noun: string): Call =>
  () =>
    json(200, { [noun]: [] });

/** One contact by address or user id needs another scope than the list does. */
export const contactScope = ({ query }: VendorRequest) =>
  query.has("email") || query.has("user_id") ? "read_contact" : "read_bulk_contacts";

export const contacts: Call = (request, workspace) => {
  const { query } = request;
  const email = query.get("email");
  const userId = query.get("user_id");
  if (email !== null || userId !== null) {
    return oneContact(workspace, ({ email: known, userId: id }) => known === email || id === userId);
  }
  const tag = Number(query.get("tag_id"));
  const like = query.get("email_like");
  const found = workspace.contacts.filter(
    (contact) => (!tag || contact.tags.includes(tag)) && (!like || contact.email.includes(like)),
  );
  return listed(request, "contacts", found, (contact) => contactFacts(workspace, contact));
};

export const contact: Call = ({ params }, workspace) =>
  oneContact(workspace, ({ id }) => String(id) === params.id);

export const conversations: Call = (request, workspace) =>
  listed(request, "conversations", workspace.conversations, ({ id, subject, contactId, createdAt }) => ({
    id,
    subject,
    status: "open",
    created_at: createdAt,
    updated_at: createdAt,
    contact_id: contactId,
  }));

/** Path and fields are ASSUMED; by default the address answers 404. */
export const tokenFacts =
  (setting: "token" | "token-info"): Call =>
  (_request, workspace, installed, gist) =>
    gist.settings.tokenFacts === setting
      ? json(200, {
          workspace: { id: workspace.id, name: workspace.name },
          scopes: installed.scopes,
          expires_at: null,
          app_id: installed.clientId,
        })
      : failed(404, "Not found");

function oneContact(workspace: Workspace, fits: (contact: Contact) => boolean) {
  const found = workspace.contacts.find(fits);
  return found ? json(200, { contact: contactFacts(workspace, found) }) : failed(404, "Contact not found");
}

function listed<T>(request: VendorRequest, noun: string, items: T[], facts: (item: T) => unknown) {
  const page = Math.max(1, Number(request.query.get("page") ?? 1) || 1);
  const perPage = Math.min(60, Math.max(1, Number(request.query.get("per_page") ?? 50) || 50));
  const last = Math.max(1, Math.ceil(items.length / perPage));
  const address = (number: number) => {
    const url = new URL(`${request.origin}/${request.host}${request.path}`);
    for (const [name, value] of request.query) url.searchParams.set(name, value);
    url.searchParams.set("page", String(number));
    return url.href;
  };
  return json(200, {
    [noun]: items.slice((page - 1) * perPage, page * perPage).map(facts),
    pages: {
      prev: page > 1 ? address(page - 1) : null,
      next: page < last ? address(page + 1) : null,
      first: address(1),
      last: address(last),
    },
  });
}

function contactFacts(workspace: Workspace, contact: Contact) {
  const { id, type, name, email, userId, createdAt } = contact;
  return {
    id,
    type,
    name,
    full_name: name,
    first_name: name.split(" ")[0],
    email,
    user_id: userId,
    avatar: null,
    created_at: createdAt,
    updated_at: createdAt,
    signed_up_at: createdAt,
    last_seen_at: createdAt,
    tags: workspace.tags.filter((tag) => contact.tags.includes(tag.id)),
    segments: [],
    custom_properties: {},
    location_data: {},
    social_profiles: [],
    unsubscribed_from_emails: false,
  };
}
