import { createHash } from "node:crypto";
import {
  cleanText,
  identifier,
  isObject,
  readObject,
  readTokens,
  tokenRequest,
  unreadable,
} from "./oauth.ts";
import { sample } from "./samples.ts";
import type { Account, AuthorizationCode, Call, HttpResponse } from "./types.ts";

const authorizationEndpoint = "https://app.getgist.com/oauth/authorize";
const tokenEndpoint = "https://api.getgist.com/oauth/token";
// ASSUMED path: one of two seen in other integrations; anything but a good answer is passed over.
const tokenMetadata = "https://api.getgist.com/token";
const newestContacts = "https://api.getgist.com/contacts?per_page=3&order=desc&order_by=created_at";
const teammates = "https://api.getgist.com/teammates";

export const gist = {
  id: "gist",
  name: "Gist",
  flow: "authorization-code",
  summary: "Your contacts, conversations and team in a Gist workspace (getgist.com).",
  whoMayApprove: "Anyone who may install apps in the Gist workspace can approve this.",
  whatHappens:
    "Gist shows what is asked for and lets you grant it. If you decline, Gist does not send you back: just come back to Patchbay, where you can cancel or try again.",
  docsUrl: "https://developers.getgist.com/docs/working-with-oauth",
  removalUrl: "https://app.getgist.com/",
  setUp: {
    register: "In Gist's Developer Portal, make an app.",
    registerUrl: "https://app.getgist.com/developer",
    clientId: "Client ID",
    clientSecret: "Client Secret",
    redirect: "Enter it as the redirect URI, on the app's Authentication tab.",
    permissions: "They are asked for at each link; people see the list and grant all of it or nothing.",
    appPage: "The page of your app inside Gist: people are offered the way back to it after linking.",
    unchecked:
      "Gist does not say how it answers a wrong secret, so nothing can be concluded from an answer. The first link shows whether they are right.",
  },
  hosts: ["app.getgist.com", "api.getgist.com"],
  api: {
    hosts: () => ["api.getgist.com"],
    scopes: [
      [["GET"], "/contacts/", "read_contact"],
      [["GET"], "/contacts", "read_bulk_contacts"],
      [["POST", "PATCH", "PUT", "DELETE"], "/contacts", "write_contact"],
      [["GET"], "/conversations", "read_conversations"],
      [["POST", "PATCH", "PUT"], "/conversations", "write_conversations"],
      [["GET"], "/events", "read_events"],
      [["GET"], "/tags", "read_tags"],
      [["POST", "PATCH", "PUT", "DELETE"], "/tags", "write_tags"],
      [["GET"], "/teammates", "read_teammates"],
      [["GET"], "/teams", "read_teams"],
    ],
  },
  scopes: {
    read_contact: "See a single contact",
    write_contact: "Create and change contacts",
    read_bulk_contacts: "See the list of all contacts",
    write_bulk_contacts: "Create and change many contacts at once",
    read_conversations: "Read conversations",
    write_conversations: "Reply to and change conversations",
    read_events: "See events",
    read_tags: "See tags",
    write_tags: "Create and change tags",
    read_teams: "See teams",
    read_teammates: "See who is on the team",
  },
  // The smallest set with which "the link works" can be shown.
  defaultScopes: ["read_teammates", "read_bulk_contacts", "read_tags"],
  tellsScopes: false,
  tokenLifeSeconds: null,

  authorizeUrl(client, link) {
    const url = new URL(authorizationEndpoint);
    url.searchParams.set("response_type", "code");
    url.searchParams.set("client_id", client.id);
    url.searchParams.set("scope", (link.scopes ?? []).join(" "));
    url.searchParams.set("redirect_uri", link.returnUrl);
    url.searchParams.set("state", link.state);
    return url.href;
  },

  // The documented answer holds nothing but `access_token`; no PKCE is documented.
  exchange: (client, { code, returnUrl }) => ({
    request: tokenRequest(tokenEndpoint, client, {
      grant_type: "authorization_code",
      code,
      redirect_uri: returnUrl,
    }),
    read: (response, now) => readTokens(response, now, null),
  }),

  account: (tokens) => ({
    request: get(tokenMetadata, tokens.accessToken),
    read(response) {
      // An outage must not make the same workspace look like another one.
      if (response.status === 429 || response.status >= 500) readObject(response);
      return readWorkspace(response) ?? readTeammates(tokens.accessToken);
    },
  }),

  sample: ({ accessToken }) => ({
    request: get(newestContacts, accessToken),
    read(response) {
      const { contacts } = readObject(response);
      return sample({ one: "contact", many: "contacts" }, null, contacts, {
        title: ({ name, email }) => name ?? email,
        at: ({ created_at }) => created_at,
      });
    },
  }),

  // The token lives until the app is uninstalled; there is nothing to renew it with.
  renewals: () => [],
} satisfies AuthorizationCode;

function get(url: string, accessToken: string) {
  return {
    method: "GET" as const,
    url,
    headers: { authorization: `Bearer ${accessToken}`, accept: "application/json" },
  };
}

/** ASSUMED fields: workspace id and name, flat or nested. */
function readWorkspace({ status, body }: HttpResponse): Account | null {
  if (status !== 200 || !isObject(body)) return null;
  const workspace = isObject(body.workspace) ? body.workspace : null;
  const id = identifier(workspace?.id ?? body.workspace_id);
  if (id === null) return null;
  const name = cleanText(workspace?.name ?? body.workspace_name);
  return { id, name: name ?? `Gist workspace ${id}`, url: null };
}

/**
 * No confirmed call names the workspace, so it is recognised by who is on its team. One person alone would not
 * do: they may be in several workspaces, and the second would silently replace the first. After a change of
 * the team a reconnect is refused as a different account; nothing is lost by linking it as a new one.
 */
function readTeammates(accessToken: string): Call<Account> {
  return {
    request: get(teammates, accessToken),
    read(response) {
      const list = readObject(response).teammates;
      if (!Array.isArray(list)) return unreadable("no list of teammates");
      const people = list
        .filter(isObject)
        .map((person) => ({ id: identifier(person.id), name: cleanText(person.name) }))
        .filter((person): person is { id: string; name: string | null } => person.id !== null)
        .sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
      const first = people[0] ?? unreadable("a workspace without teammates");
      const team = `${people.length} ${people.length === 1 ? "teammate" : "teammates"}`;
      return {
        id: `team:${fingerprint(people.map((person) => person.id))}`,
        name: `Gist workspace (${first.name === null ? team : `${team}, ${first.name}`})`,
        url: null,
      };
    },
  };
}

function fingerprint(ids: string[]): string {
  return createHash("sha256").update(ids.join(" ")).digest("hex").slice(0, 24);
}
