import { type Answer, fieldsOf, json, jsonOf, type VendorRequest } from "../../http.ts";
import { applicationOf } from "../../redirects.ts";
import { hex, liveToken, sameText } from "../../tokens.ts";
import { issueAccessToken, openSignedInstance } from "./signed.ts";
import { type Instance, instanceOf, keyOf, type Wix } from "./state.ts";

/** `POST /oauth2/token`: a four-hour token for a known instance. Statuses and codes are ASSUMED. */
export function basicToken(request: VendorRequest, wix: Wix): Answer {
  const fields = fieldsOf(request);
  const instanceId = fields.instance_id ?? fields.instanceId;
  const refuse = (status: number, error: string, error_description: string) =>
    json(status, { error, error_description });
  if (!fields.grant_type) return refuse(400, "invalid_request", "grant_type is missing.");
  if (fields.grant_type !== "client_credentials")
    return refuse(400, "unsupported_grant_type", "Only client_credentials is supported.");
  const application = clientOf(wix, fields);
  if (!application) return refuse(401, "invalid_client", "The app id or app secret is wrong.");
  if (!instanceId) return refuse(400, "invalid_request", "instance_id is missing.");
  const instance = instanceOf(wix, instanceId);
  if (!instance?.installed || instance.application !== keyOf(wix, application)) {
    return refuse(400, "invalid_grant", "No such instance of this app, or the app was removed.");
  }
  const { basicTokenSeconds, expiresInMissing } = wix.settings;
  return json(200, {
    access_token: issueAccessToken(wix, instance, basicTokenSeconds).token,
    token_type: "Bearer",
    ...(expiresInMissing ? {} : { expires_in: basicTokenSeconds }),
  });
}

/** `POST /oauth/access`: a five-minute token for a code or for the refresh token, and not a word about its life. */
export function advancedToken(request: VendorRequest, wix: Wix): Answer {
  const fields = fieldsOf(request);
  const application = clientOf(wix, fields);
  if (!application) return refused(401, "INVALID_CLIENT", "The app id or app secret is wrong.");
  const instance = instanceFor(wix, fields);
  if (!instance?.installed || instance.application !== keyOf(wix, application)) {
    // Body and status are ASSUMED; the vendor only documents the frame.
    return refused(400, "INVALID_GRANT", "The code or refresh token is invalid, expired, or already used.");
  }
  instance.refreshToken ??= `OAUTH2.${hex(60)}`;
  return json(200, {
    refresh_token: instance.refreshToken,
    access_token: issueAccessToken(wix, instance, wix.settings.advancedTokenSeconds).token,
  });
}

function instanceFor(wix: Wix, fields: Record<string, string>): Instance | undefined {
  if (fields.grant_type === "refresh_token") {
    return wix.state.instances.find(
      ({ refreshToken }) => refreshToken !== null && refreshToken === fields.refresh_token,
    );
  }
  const code = wix.state.codes.get(fields.code ?? "");
  if (fields.grant_type !== "authorization_code" || !code) return undefined;
  wix.state.codes.delete(code.code);
  return code.expiresAt > wix.clock.now() ? instanceOf(wix, code.instance) : undefined;
}

/** `POST /oauth2/token-info`: what an access token or a signed instance stands for. */
export function tokenInfo(request: VendorRequest, wix: Wix): Answer {
  const token = String(jsonOf(request)?.token ?? "");
  const issued = liveToken(wix.state.tokens, token, wix.clock.now());
  const signed = issued ? undefined : openSignedInstance(wix, token);
  const instance = instanceOf(wix, issued?.grant ?? signed?.instanceId);
  // ASSUMED (RFC 7662): nothing more is said about a dead token.
  if (!instance?.installed) return json(200, { active: false });
  const application = wix.applications[instance.application];
  const now = wix.clock.now();
  const iat = Math.floor((issued?.issuedAt ?? now) / 1000);
  const exp = Math.floor((issued?.expiresAt ?? now + 3_600_000) / 1000);
  const strings = wix.settings.tokenInfoValues === "strings";
  return json(200, {
    active: strings ? "true" : true,
    subjectType: issued ? "APP" : "USER",
    subjectId: issued ? application?.id : instance.personId,
    exp: strings ? String(exp) : exp,
    iat: strings ? String(iat) : iat,
    clientId: application?.id,
    accountId: instance.personId,
    siteId: instance.siteId,
    instanceId: instance.id,
  });
}

function clientOf(wix: Wix, fields: Record<string, string>) {
  const application = applicationOf(wix.applications, fields.client_id);
  return application && sameText(application.secret, fields.client_secret ?? "") ? application : undefined;
}

/** The frame of every Wix error but those of the basic token. */
export const refused = (status: number, code: string, description: string) =>
  json(status, { message: description, details: { applicationError: { code, description, data: {} } } });
