import { Failure } from "#lib/errors";
import type { Grant, HttpRequest, HttpResponse, Provider, TokenSet } from "#lib/providers/types";
import { type Asked, wayOf } from "./vendor-wire.ts";

/**
 * All five vendors in this process, behind `world().exchange`, strict where the real ones may be: a refresh
 * token is known to be current or spent, a spent one is punished, and every call is counted. What a test
 * wants to know about it is told without a call.
 */

/** What a vendor does with the calls it gets; `lost` does what was asked and then says nothing. */
export type Mood = "up" | "down" | "unreachable" | "lost";

/** One authorization at a vendor: what one link of one account brought. */
export type VendorGrant = {
  provider: string;
  account: string;
  /** Which refresh token is accepted now; null: none. */
  refreshToken: string | null;
  spent: Set<string>;
  /** Access tokens that are accepted, and until when. */
  access: Map<string, number>;
  ended: boolean;
  apiKey: string | null;
  lifeSeconds: number | null;
  singleUse: boolean;
};

export type VendorCall = {
  provider: string;
  /** Host and path. */
  endpoint: string;
  way: Asked["way"];
  /** The token, key, code or installation that was shown. */
  token: string;
  account: string | null;
  at: number;
  status: number | "none";
};

type Terms = Partial<Pick<VendorGrant, "lifeSeconds" | "singleUse" | "apiKey">>;

const lives: Record<string, number | null> = {
  wistia: 21_600,
  gist: null,
  "api-video": 3_600,
  wix: 14_400,
  "wix-advanced": 300,
};

const rotates: Record<string, boolean> = { "api-video": true };

export function openVendor({
  now = () => Date.now(),
  reuse = "refused",
  revoking = "grant",
}: {
  now?: () => number;
  /** What a spent refresh token does: nothing, or it ends the whole family (RFC 9700 §4.14.2). */
  reuse?: "refused" | "ends-family";
  /** What telling of one token ends (RFC 7009 §2.1): its whole grant, or that token and no other. */
  revoking?: "grant" | "token";
} = {}) {
  const grants: VendorGrant[] = [];
  /** Every token ever handed out, spent ones too, by whose it is. */
  const owners = new Map<string, VendorGrant>();
  const calls: VendorCall[] = [];
  const moods = new Map<string, Mood>();
  const distrusted = new Set<string>();
  let issued = 0;

  function issue(grant: VendorGrant, lifeSeconds = grant.lifeSeconds): TokenSet {
    issued += 1;
    const accessToken = `access-${issued}-${grant.account}`;
    const end = lifeSeconds === null ? Number.POSITIVE_INFINITY : now() + lifeSeconds * 1_000;
    for (const [token, until] of grant.access) if (until <= now()) grant.access.delete(token);
    grant.access.set(accessToken, end);
    owners.set(accessToken, grant);
    return {
      accessToken,
      refreshToken: grant.refreshToken,
      scopes: null,
      expiresAt: lifeSeconds === null ? null : new Date(end),
    };
  }

  function rotate(grant: VendorGrant): void {
    if (grant.refreshToken !== null) grant.spent.add(grant.refreshToken);
    grant.refreshToken = `refresh-${issued + 1}-${grant.account}`;
    owners.set(grant.refreshToken, grant);
  }

  /** The person agrees: what a finished flow brings home. */
  function agree(
    provider: string,
    account: string,
    terms: Terms = {},
  ): { grant: VendorGrant; tokens: TokenSet } {
    const grant: VendorGrant = {
      provider,
      account,
      refreshToken: null,
      spent: new Set(),
      access: new Map(),
      ended: false,
      apiKey: null,
      lifeSeconds: lives[provider] ?? null,
      singleUse: rotates[provider] ?? false,
      ...terms,
    };
    grants.push(grant);
    owners.set(account, grant);
    if (grant.apiKey !== null) owners.set(grant.apiKey, grant);
    if (provider !== "gist" && provider !== "wix") rotate(grant);
    return { grant, tokens: issue(grant) };
  }

  /** The living grant that a token, key or account stands for. */
  function usable(name: string): VendorGrant | null {
    const grant = owners.get(name);
    return grant === undefined || grant.ended ? null : grant;
  }

  function refresh(token: string): HttpResponse {
    const grant = usable(token);
    if (grant === null) return refused();
    if (grant.refreshToken !== token) {
      if (reuse === "ends-family") end(grant);
      return refused();
    }
    if (grant.singleUse) rotate(grant);
    return written(issue(grant));
  }

  function exchangeKey(key: string): HttpResponse {
    const grant = usable(key);
    if (grant === null) return refused();
    rotate(grant);
    return written(issue(grant));
  }

  function mint(account: string): HttpResponse {
    const grant = usable(account);
    if (grant === null) return refused();
    return written({ ...issue(grant, lives.wix), refreshToken: null });
  }

  function revoke(token: string): HttpResponse {
    const grant = usable(token);
    if (grant !== null && (revoking === "grant" || grant.refreshToken === token)) end(grant);
    return json(200, {});
  }

  function describe(token: string): HttpResponse {
    const grant = usable(token);
    return grant !== null && (grant.access.get(token) ?? 0) > now() ? json(200, about(grant)) : json(401, {});
  }

  function act(provider: string, { way, token, client }: Asked): HttpResponse {
    if (client !== null && distrusted.has(provider)) return json(401, { error: "invalid_client" });
    if (way === "refresh") return refresh(token);
    if (way === "key") return exchangeKey(token);
    if (way === "mint") return mint(token);
    if (way === "code") return written(agree(provider, token).tokens);
    return way === "revoke" ? revoke(token) : describe(token);
  }

  function written({ accessToken, refreshToken, expiresAt }: TokenSet): HttpResponse {
    return json(200, {
      access_token: accessToken,
      ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
      ...(expiresAt === null ? {} : { expires_in: Math.round((expiresAt.getTime() - now()) / 1_000) }),
    });
  }

  async function exchange(provider: Provider, request: HttpRequest): Promise<HttpResponse> {
    const asked = wayOf(request);
    const { host, pathname } = new URL(request.url);
    const endpoint = `${host}${pathname}`;
    const account = owners.get(asked.token)?.account ?? null;
    const call: VendorCall = {
      provider: provider.id,
      endpoint,
      way: asked.way,
      token: asked.token,
      account,
      at: now(),
      status: "none",
    };
    calls.push(call);
    const mood = moods.get(endpoint) ?? moods.get(provider.id) ?? "up";
    if (mood === "unreachable") throw new Failure("provider_unreachable", "nobody is there");
    const response = mood === "down" ? json(503, {}) : act(provider.id, asked);
    call.status = response.status;
    if (mood === "lost") throw new Failure("provider_unreachable", "the answer is lost");
    return response;
  }

  return {
    agree,
    exchange,
    calls,
    grants,
    /** For a vendor as a whole, or for one host and path of it. */
    mood(providerOrEndpoint: string, mood: Mood) {
      moods.set(providerOrEndpoint, mood);
    },
    /** Our own credentials are no longer accepted, or are again. */
    distrust(provider: string, distrusts: boolean) {
      if (distrusts) distrusted.add(provider);
      else distrusted.delete(provider);
    },
    end,
    /** The latest authorization of an account. */
    truth: (account: string) => owners.get(account) ?? null,
    /** Whose token that is, whatever it is worth by now. */
    grantOf: (token: string) => owners.get(token) ?? null,
    accepts: (accessToken: string, at = now()) => (usable(accessToken)?.access.get(accessToken) ?? 0) > at,
    /** Calls that wanted a new token, for one account or for all. */
    renewals: (account?: string) =>
      calls.filter(
        (each) =>
          ["refresh", "key", "mint"].includes(each.way) &&
          (account === undefined || each.account === account),
      ),
  };
}

function end(grant: VendorGrant): void {
  grant.ended = true;
  grant.refreshToken = null;
  grant.access.clear();
}

const json = (status: number, body: unknown): HttpResponse => ({ status, headers: {}, body });
const refused = () => json(400, { error: "invalid_grant" });

/** Every vendor's way of naming an account, in one body. */
const about = ({ account }: VendorGrant) => ({
  id: account,
  name: `Account ${account}`,
  workspace_id: account,
  instance: { instanceId: account },
  data: [],
});

/** What is sealed beside a link's tokens. */
export function grantFor({ provider, account, apiKey }: VendorGrant): Grant {
  if (provider === "wix") return { kind: "installation", instanceId: account };
  if (provider !== "api-video") return { kind: "code" };
  return {
    kind: "api-key",
    values: { environment: "production", ...(apiKey === null ? {} : { apiKey }) },
  };
}
