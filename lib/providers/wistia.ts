import { Failure } from "../errors.ts";
import {
  cleanText,
  cleanUrl,
  identifier,
  isObject,
  NO_GRANT,
  readClientCheck,
  readObject,
  readTokens,
  tokenRequest,
  unreadable,
} from "./oauth.ts";
import { sample } from "./samples.ts";
import type { AuthorizationCode, HttpRequest, HttpResponse, TokenSet } from "./types.ts";

const authorizationEndpoint = "https://app.wistia.com/oauth/authorize";
const tokenEndpoint = "https://api.wistia.com/oauth/token";
const revocationEndpoint = "https://api.wistia.com/oauth/revoke";
const accountEndpoint = "https://api.wistia.com/v1/account.json";
const newestMedias = "https://api.wistia.com/v1/medias.json?per_page=3&sort_by=created&sort_direction=0";
const SIX_HOURS = 21_600;

export const wistia = {
  id: "wistia",
  name: "Wistia",
  flow: "authorization-code",
  summary: "Your videos and projects, and how often they are watched.",
  whoMayApprove: "Only managers and owners of a Wistia account may approve this.",
  whatHappens:
    "Wistia asks you to sign in, to choose an account if you have several, and then to authorize or decline. If you have authorized this app before, Wistia sends you straight back.",
  docsUrl: "https://docs.wistia.com/docs/authenticating-with-oauth2",
  // ASSUMED: the vendor names the place (Account > My Settings), not its address.
  removalUrl: "https://app.wistia.com/account",
  setUp: {
    register:
      "In Wistia, under Account > Settings > OAuth Applications, make an application. Wistia has to switch the feature on for your account first.",
    registerUrl: null,
    clientId: "Client ID",
    clientSecret: "Client Secret",
    redirect: "Enter it as the application's redirect URI.",
    permissions:
      "Tick them in the application at Wistia. Changing them there does not change what was granted before: people reconnect to agree anew.",
  },
  hosts: ["app.wistia.com", "api.wistia.com", "upload.wistia.com"],
  api: {
    hosts: () => ["api.wistia.com", "upload.wistia.com"],
    tokenParameters: ["access_token", "bearer_token", "api_password"],
    // Two documents disagree on the header there; the query is what both have seen to work.
    tokenParameterAt: (host) => (host === "upload.wistia.com" ? "access_token" : null),
    scopes: [
      [["GET"], "/v1/stats", "stats:read"],
      [["GET"], "/modern/stats", "stats:read"],
      [["GET"], "/v1/", "media:read"],
      [["GET"], "/modern/", "media:read"],
      [["POST"], "/", "media:upload"],
    ],
    isScopeRefusal: (body) => body.includes('"unauthorized_scope"'),
  },
  scopes: {
    "all:all": "Do anything the Wistia API can do",
    "all:read": "Read everything, change nothing",
    "media:read": "See your videos and projects, with their captions and looks",
    "media:upload": "Upload videos, and see a single video",
    "stats:read": "See how often your videos are watched",
    "project:write": "Create, change, copy and delete projects",
    "all:delegate_to_contact_permissions": "Do only what one chosen person may do",
  },
  // Classic applications fix their scopes at registration and take none in the address.
  defaultScopes: null,
  tellsScopes: true,
  tokenLifeSeconds: SIX_HOURS,

  authorizeUrl(client, link) {
    const url = new URL(authorizationEndpoint);
    url.searchParams.set("client_id", client.id);
    url.searchParams.set("redirect_uri", link.returnUrl);
    url.searchParams.set("response_type", "code");
    url.searchParams.set("state", link.state);
    url.searchParams.set("code_challenge", link.codeChallenge);
    url.searchParams.set("code_challenge_method", "S256");
    if (link.scopes !== null) url.searchParams.set("scope", link.scopes.join(" "));
    return url.href;
  },

  exchange: (client, { code, codeVerifier, returnUrl }) => ({
    request: tokenRequest(tokenEndpoint, client, {
      grant_type: "authorization_code",
      code,
      code_verifier: codeVerifier,
      redirect_uri: returnUrl,
    }),
    read: (response, now) => readTokens(response, now, SIX_HOURS),
  }),

  // A code, since the vendor's engine looks at a refresh token before it looks at who brings it.
  check: (client, returnUrl) => ({
    request: tokenRequest(tokenEndpoint, client, {
      grant_type: "authorization_code",
      code: NO_GRANT,
      redirect_uri: returnUrl,
    }),
    read: readClientCheck,
  }),

  account: (tokens) => ({
    request: get(accountEndpoint, tokens),
    read(response) {
      const body = readObject(scoped(response));
      const id = identifier(body.id) ?? unreadable("an account without id");
      return { id, name: cleanText(body.name) ?? `Wistia account ${id}`, url: cleanUrl(body.url) };
    },
  }),

  // A list has no total; the account has it.
  sample: (tokens) => ({
    request: get(accountEndpoint, tokens),
    read(response) {
      const { mediaCount } = readObject(scoped(response));
      return {
        request: get(newestMedias, tokens),
        read(list) {
          if (!Array.isArray(list.body) || list.status !== 200) readObject(scoped(list));
          const noun = { one: "video", many: "videos" };
          return sample(noun, mediaCount, list.body, {
            title: ({ name }) => name,
            at: ({ created }) => created,
          });
        },
      };
    },
  }),

  renewals: ({ client, tokens }) =>
    client === null || tokens === null || tokens.refreshToken === null
      ? []
      : [
          {
            request: tokenRequest(tokenEndpoint, client, {
              grant_type: "refresh_token",
              refresh_token: tokens.refreshToken,
            }),
            read: (response, now) => readTokens(response, now, SIX_HOURS),
          },
        ],

  // RFC 7009: 200 also for a token the vendor does not know; the refresh token ends the whole grant.
  revoke: (client, tokens) => ({
    request: tokenRequest(
      revocationEndpoint,
      client,
      tokens.refreshToken === null
        ? { token: tokens.accessToken, token_type_hint: "access_token" }
        : { token: tokens.refreshToken, token_type_hint: "refresh_token" },
    ),
    read(response) {
      // A token of another application; our own credentials are fine.
      if (response.status === 403) throw new Failure("provider_refused", "status 403");
      if (response.status < 200 || response.status > 299) readObject(response);
    },
  }),
} satisfies AuthorizationCode;

function get(url: string, { accessToken }: TokenSet): HttpRequest {
  return {
    method: "GET",
    url,
    headers: { authorization: `Bearer ${accessToken}`, accept: "application/json" },
  };
}

/** A missing scope is answered with 401 as well; the login behind it is fine. */
function scoped(response: HttpResponse): HttpResponse {
  const { status, body } = response;
  return status === 401 && isObject(body) && body.code === "unauthorized_scope"
    ? { ...response, status: 403 }
    : response;
}
