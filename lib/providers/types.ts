/** What a provider is: data and pure functions. Nothing here, or in a provider's file, does I/O. */

export type HttpRequest = {
  method: "GET" | "POST" | "DELETE";
  url: string;
  headers?: Record<string, string>;
  body?: { form: Record<string, string> } | { json: unknown };
};

/** `body` is parsed JSON where the text was JSON, else the text. Header names are lower case. */
export type HttpResponse = { status: number; headers: Record<string, string>; body: unknown };

/**
 * A request together with the way to read its answer. Providers build calls; only lib/http.ts sends them.
 * A reader may answer with a further call, where a vendor needs two to say one thing.
 */
export type Call<T> = { request: HttpRequest; read: (response: HttpResponse, now: Date) => T | Call<T> };

export type TokenSet = {
  accessToken: string;
  refreshToken: string | null;
  /** Granted scopes, sorted; null where the vendor did not say. */
  scopes: string[] | null;
  /** null: the vendor names no expiry. */
  expiresAt: Date | null;
  /** Set where the answer taught us more about the grant than we were given (which host a key belongs to). */
  grant?: Grant;
};

/** What stands behind the tokens, sealed beside them; with some of them new tokens can be asked for. */
export type Grant =
  | { kind: "code" }
  | { kind: "api-key"; values: Record<string, string> }
  | { kind: "installation"; instanceId: string };

/** The account at the vendor, as the vendor's own API names it. `scopes` where only this call tells them. */
export type Account = { id: string; name: string; url: string | null; scopes?: string[] };

/** A little of the account's real data, newest first: shows that the link does what it is for. */
export type Sample = {
  noun: { one: string; many: string };
  /** How many there are; null where the vendor does not say. */
  total: number | null;
  items: { title: string; at: Date | null }[];
};

/** The application as registered at the vendor (RFC 6749 §2). */
export type Client = { id: string; secret: string };

/** All that is known when a new access token is wanted. `tokens` is null on first contact. */
export type Held = { client: Client | null; tokens: TokenSet | null; grant: Grant; accountId: string | null };

export type Link = {
  state: string;
  returnUrl: string;
  codeChallenge: string;
  scopes: string[] | null;
  /** What the vendor handed over where the install began there (Wix's install token); null where it began here. */
  arrivalToken: string | null;
};

export type Query = Record<string, string>;

/** One scope in plain words: "See how often your videos are watched". */
export type ScopeWords = Record<string, string>;

/** How the vendor's API is called with a person's token, through the proxy. */
export type Api = {
  /** Hosts that may be called, all of them among `hosts`; a path that does not begin with one goes to the first. */
  hosts: (grant: Grant) => readonly [string, ...string[]];
  /** Query parameters that carry a token at this vendor; a caller's own are not passed on. */
  tokenParameters?: readonly string[];
  /** The parameter that carries the token at a host where the header is not honoured; null: the header does. */
  tokenParameterAt?: (host: string) => string | null;
  /** The scope that a request needs, where the vendor says so; a path prefix each, the longest first. */
  scopes?: readonly [methods: readonly string[], path: string, scope: string][];
  /** Whether a 401 is about permissions, so that a new token would not help. `body` is its text. */
  isScopeRefusal?: (body: string) => boolean;
};

/** What has to be done at the vendor before anybody can link, in the vendor's own words for its places. */
export type SetUp = {
  /** What is registered, and where; the page for it where its address is known. */
  register: string;
  registerUrl: string | null;
  /** What the vendor calls the two halves of our credentials. */
  clientId: string;
  clientSecret: string;
  /** Where the address goes that people are sent back to. */
  redirect: string;
  /** Where permissions are chosen. */
  permissions: string;
  /** Where the webhook's address goes, and where its key is found. */
  webhook?: string;
  /** What the page of the app inside the vendor is for. */
  appPage?: string;
  /** Why no check of our credentials is offered. */
  unchecked?: string;
};

type Common = {
  id: string;
  name: string;
  /** One sentence: what linking gives. */
  summary: string;
  /** Who at the vendor may approve, said before the person leaves. */
  whoMayApprove: string;
  /** What to expect at the vendor, said before the person leaves. */
  whatHappens: string;
  docsUrl: string;
  /** Where the person removes the access at the vendor. */
  removalUrl: string;
  /** Null where there is nothing to set up: people bring a key of their own. */
  setUp: SetUp | null;
  /**
   * Whether the vendor accepts our own credentials, where its answer tells a wrong secret from a grant that
   * cannot be good. `provider_client_refused` when it does not; changes nothing at the vendor.
   */
  check?: (client: Client, returnUrl: string) => Call<void>;
  /** lib/http.ts refuses any other host. */
  hosts: readonly string[];
  api: Api;
  scopes: ScopeWords;
  /** Asked for unless configured otherwise; null: the vendor takes no scope in the request. */
  defaultScopes: readonly string[] | null;
  /** False where granted scopes are never told, so that pages say "as asked". */
  tellsScopes: boolean;
  /** Vendor default life of an access token in seconds where the answer names none; null: none is known. */
  tokenLifeSeconds: number | null;
  /** The value of the Authorization header; absent: `Bearer …` (RFC 6750 §2.1). */
  authorization?: (accessToken: string) => string;
  /** Who is this? Also the health check. */
  account: (tokens: TokenSet, grant: Grant) => Call<Account>;
  /** A few things out of the account; fails with `provider_refused` where the permissions do not reach. */
  sample?: (tokens: TokenSet, grant: Grant) => Call<Sample>;
  /** Sites of the vendor that open our two pages in a window or frame they keep a hold on (CSP sources). */
  windowsFrom?: readonly string[];
  /** Ways to get a new access token, best first. Empty: none, the person must link again. */
  renewals: (held: Held) => Call<TokenSet>[];
  revoke?: (client: Client, tokens: TokenSet) => Call<void>;
  webhook?: (message: WebhookMessage) => Promise<WebhookEvent>;
};

export type AuthorizationCode = Common & {
  flow: "authorization-code";
  /** RFC 6749 §4.1.1. */
  authorizeUrl: (client: Client, link: Link) => string;
  /** RFC 6749 §4.1.3. */
  exchange: (
    client: Client,
    answer: { code: string; codeVerifier: string; returnUrl: string },
  ) => Call<TokenSet>;
  /** The query parameter that an install begun at the vendor arrives with. */
  arrivalParameter?: string;
  /** Where the browser goes last if the install began at the vendor in a window of its own. */
  closingUrl?: (tokens: TokenSet) => string;
};

export type AppInstall = Common & {
  flow: "app-install";
  installUrl: (client: Client, link: Link) => string;
  /** Checks the vendor's signature before anyone believes an installation id; throws `link_unproven`. */
  readInstallation: (client: Client, query: Query, now: Date) => { instanceId: string };
};

export type KeyField = {
  name: string;
  label: string;
  hint?: string;
  secret?: boolean;
  required?: boolean;
  /** Value and words; drawn as radio buttons, the first one chosen. */
  options?: readonly { value: string; label: string }[];
};

export type ApiKey = Common & {
  flow: "api-key";
  fields: readonly KeyField[];
  /** The grant without what the person did not want kept; still enough for the vendor's own refresh. */
  forget: (grant: Grant) => Grant;
};

export type Provider = AuthorizationCode | AppInstall | ApiKey;

export type WebhookMessage = {
  headers: Record<string, string>;
  body: string;
  publicKey: string;
  client: Client | null;
  now: Date;
};

export type WebhookEvent =
  | {
      kind: "removed" | "installed";
      /** The same each time the vendor tells of the same event. */
      eventId: string;
      accountId: string;
      /** The installation that this one was copied from. */
      originId: string | null;
      /** When it happened, by the vendor's clock. */
      at: Date;
    }
  | { kind: "ignored"; eventId: string };
