import { createHash } from "node:crypto";
import { Failure } from "../errors.ts";
import { identifier, isObject, readObject, readTokens } from "./oauth.ts";
import { sample } from "./samples.ts";
import type { ApiKey, Call, Grant, HttpResponse, TokenSet } from "./types.ts";

const hosts = { production: "https://ws.api.video", sandbox: "https://sandbox.api.video" } as const;
type Environment = keyof typeof hosts;
const ONE_HOUR = 3_600;

export const apiVideo = {
  id: "api-video",
  name: "api.video",
  flow: "api-key",
  summary: "Your videos, live streams and players on api.video.",
  whoMayApprove: "Anyone who can see the API keys of the api.video project can do this.",
  whatHappens:
    "Copy an API key from the api.video dashboard (API Keys) and paste it here. It is exchanged at once for a token that lasts an hour and is renewed by itself.",
  docsUrl: "https://docs.api.video/reference/authentication-guide",
  removalUrl: "https://dashboard.api.video/",
  setUp: null,
  hosts: ["ws.api.video", "sandbox.api.video"],
  api: { hosts: (grant) => [new URL(hosts[environments(grant)[0] ?? "production"]).host] },
  scopes: {},
  defaultScopes: null,
  tellsScopes: false,
  tokenLifeSeconds: ONE_HOUR,

  fields: [
    {
      name: "apiKey",
      label: "API key",
      hint: "From the api.video dashboard, under API Keys.",
      secret: true,
      required: true,
    },
    {
      name: "environment",
      label: "Environment",
      hint: "Sandbox and production have keys of their own.",
      options: [
        { value: "", label: "Find out from the key" },
        { value: "production", label: "Production" },
        { value: "sandbox", label: "Sandbox" },
      ],
    },
  ],

  forget: (grant) => {
    const { environment } = values(grant);
    return { kind: "api-key", values: environment === undefined ? {} : { environment } };
  },

  // No call says whose key it is: the token itself does (ASSUMED: a JWT with `context.project`), else the key.
  account: (tokens, grant) => {
    const environment = environments(grant)[0] ?? "production";
    const project = projectOf(tokens.accessToken);
    const id = project ?? `key:${fingerprint(values(grant).apiKey ?? "")}`;
    return {
      request: {
        method: "GET",
        url: `${hosts[environment]}/videos?currentPage=1&pageSize=10`,
        headers: { authorization: `Bearer ${tokens.accessToken}`, accept: "application/json" },
      },
      read(response) {
        readObject(response);
        const name = project === null ? `api.video ${environment}` : `api.video ${environment} ${project}`;
        return { id: `${environment}:${id}`, name, url: null };
      },
    };
  },

  sample: (tokens, grant) => ({
    request: {
      method: "GET",
      url: `${hosts[environments(grant)[0] ?? "production"]}/videos?currentPage=1&pageSize=10&sortBy=publishedAt&sortOrder=desc`,
      headers: { authorization: `Bearer ${tokens.accessToken}`, accept: "application/json" },
    },
    read(response) {
      const { data, pagination } = readObject(response);
      const total = isObject(pagination) ? pagination.itemsTotal : null;
      return sample({ one: "video", many: "videos" }, total, data, {
        title: ({ title }) => title,
        at: ({ publishedAt }) => publishedAt,
      });
    },
  }),

  // A refresh token is replaced on each use and dies when the key is exchanged, so it is spent first.
  renewals: ({ tokens, grant }) => {
    const { apiKey } = values(grant);
    const refresh = tokens?.refreshToken ?? null;
    return environments(grant).flatMap((environment) => [
      ...(refresh === null ? [] : [ask(environment, "/auth/refresh", { refreshToken: refresh }, grant)]),
      ...(apiKey === undefined ? [] : [ask(environment, "/auth/api-key", { apiKey }, grant)]),
    ]);
  },
} satisfies ApiKey;

function ask(
  environment: Environment,
  path: string,
  json: Record<string, string>,
  grant: Grant,
): Call<TokenSet> {
  return {
    request: {
      method: "POST",
      url: `${hosts[environment]}${path}`,
      headers: { accept: "application/json" },
      body: { json },
    },
    read: (response, now) => ({
      ...readTokens(refusal(response), now, ONE_HOUR),
      // Which host took the key is known only now.
      grant: { kind: "api-key", values: { ...values(grant), environment } },
    }),
  };
}

/**
 * A bad key or refresh token is answered 400 by one document and 401 by another; both mean refused. A 403 is
 * a suspended account: the key is fine and is kept.
 */
function refusal(response: HttpResponse): HttpResponse {
  if (response.status === 400 && isObject(response.body)) throw new Failure("reauth_required", "status 400");
  return response;
}

function values(grant: Grant): { apiKey?: string; environment?: string } {
  return grant.kind === "api-key" ? grant.values : {};
}

function environments(grant: Grant): Environment[] {
  const { environment } = values(grant);
  return environment === "production" || environment === "sandbox"
    ? [environment]
    : ["production", "sandbox"];
}

function projectOf(accessToken: string): string | null {
  try {
    const payload: unknown = JSON.parse(
      Buffer.from(accessToken.split(".")[1] ?? "", "base64url").toString("utf8"),
    );
    return isObject(payload) && isObject(payload.context) ? identifier(payload.context.project) : null;
  } catch {
    return null;
  }
}

function fingerprint(apiKey: string): string {
  return createHash("sha256").update(`patchbay api.video ${apiKey}`).digest("hex").slice(0, 24);
}
