import { type Answer, fieldsOf, json, type VendorRequest } from "../../http.ts";
import { applicationOf } from "../../redirects.ts";
import { sameText } from "../../tokens.ts";
import { type Gist, install, issueToken } from "./state.ts";

/** `POST /oauth/token`, form or JSON. The answer is one field; the errors are ASSUMED (RFC 6749). */
export function token(request: VendorRequest, gist: Gist): Answer {
  const fields = fieldsOf(request);
  const application = applicationOf(gist.applications, fields.client_id);
  if (!application || !sameText(application.secret, fields.client_secret ?? "")) {
    return refused(401, "invalid_client", "Client authentication failed.");
  }
  if (fields.grant_type !== "authorization_code") {
    return refused(400, "unsupported_grant_type", "Only authorization_code is supported.");
  }
  const code = gist.state.codes.get(fields.code ?? "");
  const fits = code && code.clientId === application.id && code.redirectUri === fields.redirect_uri;
  if (fits) gist.state.codes.delete(code.code);
  if (!fits || code.expiresAt <= gist.clock.now()) {
    return refused(
      400,
      "invalid_grant",
      "The code is invalid, expired, used, or issued for another redirect URI.",
    );
  }
  const installed = install(gist, request.cutScope ? { ...code, scopes: code.scopes.slice(0, -1) } : code);
  return json(200, { access_token: issueToken(gist, installed).token });
}

const refused = (status: number, error: string, error_description: string) =>
  json(status, { error, error_description });
