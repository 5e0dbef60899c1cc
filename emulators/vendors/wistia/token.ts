import type { Application } from "../../emulator.ts";
import { type Answer, basicOf, fieldsOf, json, type VendorRequest } from "../../http.ts";
import { applicationOf } from "../../redirects.ts";
import { hex, liveToken, provesChallenge, sameText } from "../../tokens.ts";
import {
  accessTokenSeconds,
  type Grant,
  grantFor,
  issueAccessToken,
  revokeGrant,
  type Wistia,
} from "./state.ts";

// Statuses and texts are ASSUMED: Doorkeeper's, which Wistia's other answers match word for word.
const errors = {
  invalid_client:
    "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.",
  invalid_grant:
    "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.",
  unsupported_grant_type: "The authorization grant type is not supported by the authorization server.",
} as const;

type Fields = Record<string, string>;

/** `POST /oauth/token`: fields in a form or in the query, the client in the fields or in HTTP Basic. */
export function token(request: VendorRequest, wistia: Wistia): Answer {
  const fields = fieldsOf(request);
  const application = clientOf(request, wistia, fields);
  if (!application) return oauthError(401, "invalid_client", errors.invalid_client);
  const grant = grantFrom(wistia, application, fields);
  if ("status" in grant) return grant;
  if (request.cutScope) grant.scopes = grant.scopes.slice(0, -1);
  const { scopeFormat, tokenType } = wistia.settings;
  const issued = issueAccessToken(wistia, grant);
  const answer = {
    access_token: issued.token,
    token_type: tokenType,
    expires_in: accessTokenSeconds,
    refresh_token: grant.refreshTokens.at(-1),
    scope: scopeFormat === "array" ? issued.scopes : issued.scopes.join(" "),
  };
  return json(200, answer, { "cache-control": "no-store" });
}

function grantFrom(wistia: Wistia, application: Application, fields: Fields): Grant | Answer {
  switch (fields.grant_type) {
    case "authorization_code":
      if (!fields.code) return missing("code");
      return redeemCode(wistia, application, fields) ?? invalidGrant(wistia);
    case "refresh_token":
      if (!fields.refresh_token) return missing("refresh_token");
      return refresh(wistia, application, fields.refresh_token) ?? invalidGrant(wistia);
    case undefined:
    case "":
      return missing("grant_type");
    default:
      return oauthError(400, "unsupported_grant_type", errors.unsupported_grant_type);
  }
}

function redeemCode(wistia: Wistia, application: Application, fields: Fields): Grant | undefined {
  const code = wistia.state.codes.get(fields.code ?? "");
  if (!code || code.clientId !== application.id || code.redirectUri !== fields.redirect_uri) return undefined;
  if (code.challenge && !provesChallenge(fields.code_verifier, code.challenge)) return undefined;
  wistia.state.codes.delete(code.code);
  if (code.expiresAt <= wistia.clock.now()) return undefined;

  const known = grantFor(wistia, code);
  const { clientId, personId, accountId, scopes } = code;
  const grant: Grant = known ?? {
    id: hex(4),
    clientId,
    personId,
    accountId,
    scopes,
    refreshTokens: [],
    revoked: false,
  };
  if (!known) wistia.state.grants.push(grant);
  grant.scopes = scopes;
  // Going through OAuth again is what replaces a refresh token.
  grant.refreshTokens = [hex()];
  return grant;
}

function refresh(wistia: Wistia, application: Application, refreshToken: string): Grant | undefined {
  const grant = wistia.state.grants.find(
    ({ clientId, refreshTokens }) => clientId === application.id && refreshTokens.includes(refreshToken),
  );
  if (!grant) return undefined;
  const { refreshTokens, oldTokenAfterRefresh } = wistia.settings;
  if (refreshTokens === "rotate") grant.refreshTokens.push(hex());
  if (refreshTokens === "single-use") grant.refreshTokens = [hex()];
  if (oldTokenAfterRefresh === "dies") {
    for (const [text, issued] of wistia.state.tokens)
      if (issued.grant === grant.id) wistia.state.tokens.delete(text);
  }
  return grant;
}

/** RFC 7009: unknown tokens are fine, another client's are not. */
export function revoke(request: VendorRequest, wistia: Wistia): Answer {
  const fields = fieldsOf(request);
  const application = clientOf(request, wistia, fields);
  if (!application) return foreign();
  const grant = grantOfToken(wistia, fields.token ?? "");
  if (!grant) return json(200, {});
  if (grant.clientId !== application.id) return foreign();
  revokeGrant(wistia, grant);
  return json(200, {});
}

/** RFC 7662. */
export function introspect(request: VendorRequest, wistia: Wistia): Answer {
  const fields = fieldsOf(request);
  const application = clientOf(request, wistia, fields);
  if (!application) return oauthError(401, "invalid_client", errors.invalid_client);
  const issued = liveToken(wistia.state.tokens, fields.token, wistia.clock.now());
  const grant = issued && grantOfToken(wistia, issued.token);
  if (grant?.clientId !== application.id) return json(200, { active: false });
  return json(200, {
    active: true,
    client_id: grant.clientId,
    token_type: "Bearer",
    scope: issued?.scopes.join(" "),
    exp: Math.floor((issued?.expiresAt ?? 0) / 1000),
    iat: Math.floor((issued?.issuedAt ?? 0) / 1000),
  });
}

/** RFC 8414, the part that Wistia publishes and this emulator keeps. */
export function metadata(request: VendorRequest): Answer {
  const api = `${request.origin}/api.wistia.com`;
  return json(200, {
    issuer: api,
    authorization_endpoint: `${api}/oauth/authorize`,
    token_endpoint: `${api}/oauth/token`,
    revocation_endpoint: `${api}/oauth/revoke`,
    introspection_endpoint: `${api}/oauth/introspect`,
    response_types_supported: ["code"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
  });
}

function grantOfToken(wistia: Wistia, token: string) {
  const id = wistia.state.tokens.get(token)?.grant;
  return wistia.state.grants.find((grant) => grant.id === id || grant.refreshTokens.includes(token));
}

function clientOf(request: VendorRequest, wistia: Wistia, fields: Fields) {
  const basic = basicOf(request);
  const application = applicationOf(wistia.applications, basic?.user ?? fields.client_id);
  const secret = basic?.password ?? fields.client_secret ?? "";
  return application && sameText(application.secret, secret) ? application : undefined;
}

const missing = (name: string) => oauthError(400, "invalid_request", `Missing required parameter: ${name}.`);

const invalidGrant = (wistia: Wistia) =>
  oauthError(Number(wistia.settings.invalidGrantStatus), "invalid_grant", errors.invalid_grant);

const foreign = () =>
  json(403, {
    error: "unauthorized_client",
    error_description: "You are not authorized to revoke this token",
  });

function oauthError(status: number, error: string, error_description: string) {
  return json(
    status,
    { error, error_description },
    {
      "cache-control": "no-store",
      "www-authenticate": `Bearer realm="Wistia", error="${error}", error_description="${error_description}"`,
    },
  );
}
