import type { HttpRequest } from "#lib/providers/types";

/** What a request asks of a vendor, told by its host, path and body as the vendors document them. */
export type Asked = {
  way: "refresh" | "key" | "mint" | "code" | "revoke" | "account";
  /** The token, key, code or installation that it names. */
  token: string;
  client: string | null;
};

export function wayOf(request: HttpRequest): Asked {
  const { host, pathname } = new URL(request.url);
  const fields = fieldsOf(request);
  const client = fields.client_id ?? null;
  const asked = (way: Asked["way"], token: string | undefined): Asked => {
    if (token === undefined) throw new Error(`A request to ${host}${pathname} lacks what it needs.`);
    return { way, token, client };
  };
  if (request.method === "GET")
    return asked("account", request.headers?.authorization?.replace(/^Bearer /, ""));
  if (pathname === "/oauth/revoke") return asked("revoke", fields.token);
  if (pathname === "/auth/refresh") return asked("refresh", fields.refreshToken);
  if (pathname === "/auth/api-key") return asked("key", fields.apiKey);
  if (fields.grant_type === "client_credentials") return asked("mint", fields.instance_id);
  if (fields.grant_type === "refresh_token") return asked("refresh", fields.refresh_token);
  if (fields.grant_type === "authorization_code") return asked("code", fields.code);
  throw new Error(`Nobody answers ${request.method} ${host}${pathname}.`);
}

function fieldsOf({ body }: HttpRequest): Record<string, string> {
  if (body === undefined) return {};
  return "form" in body ? body.form : (body.json as Record<string, string>);
}
