import { readTokens } from "./oauth.ts";
import type { AuthorizationCode, Call, Client, TokenSet } from "./types.ts";
import { wix } from "./wix.ts";
import { contacts, mint, site } from "./wix-instance.ts";
import { readWixWebhook } from "./wix-webhook.ts";

const installer = "https://www.wix.com/installer/install";
const closeWindow = "https://www.wix.com/installer/close-window";
const tokenEndpoint = "https://www.wixapis.com/oauth/access";
// The answer names no lifetime; the documents do.
const FIVE_MINUTES = 300;

export const wixAdvanced = {
  id: "wix-advanced",
  name: "Wix (custom authentication)",
  flow: "authorization-code",
  summary: "A Wix site, through an app with the older custom authentication.",
  whoMayApprove: wix.whoMayApprove,
  whatHappens:
    "Wix shows the app and its permissions. After you agree, Wix sends you back here. If you stop there, nothing comes back; just come back to Patchbay.",
  docsUrl: wix.docsUrl,
  removalUrl: wix.removalUrl,
  setUp: {
    ...wix.setUp,
    redirect: "Enter it as the Redirect URL, on the OAuth page of the app's dashboard.",
  },
  check: wix.check,
  hosts: wix.hosts,
  api: wix.api,
  scopes: wix.scopes,
  defaultScopes: null,
  tellsScopes: true,
  tokenLifeSeconds: FIVE_MINUTES,
  authorization: wix.authorization,
  arrivalParameter: "token",
  windowsFrom: ["https://*.wix.com"],

  authorizeUrl(client, link) {
    const url = new URL(installer);
    url.searchParams.set("appId", client.id);
    url.searchParams.set("redirectUrl", link.returnUrl);
    url.searchParams.set("state", link.state);
    if (link.arrivalToken !== null) url.searchParams.set("token", link.arrivalToken);
    return url.href;
  },

  exchange: (client, { code }) => ask(client, { grant_type: "authorization_code", code }),

  account: (tokens) => site(tokens),
  sample: (tokens) => contacts(tokens),

  // The account's id is the installation's, confirmed by Wix when it was linked; so a lost or refused
  // refresh token (a cloned site never had one) is no reason to trouble the owner.
  renewals: ({ client, tokens, accountId }) =>
    client === null
      ? []
      : [
          ...(tokens?.refreshToken == null
            ? []
            : [ask(client, { grant_type: "refresh_token", refresh_token: tokens.refreshToken })]),
          ...(accountId === null ? [] : [mint(client, accountId)]),
        ],

  closingUrl(tokens) {
    const url = new URL(closeWindow);
    url.searchParams.set("access_token", tokens.accessToken);
    return url.href;
  },

  webhook: readWixWebhook,
} satisfies AuthorizationCode;

function ask(client: Client, fields: Record<string, string>): Call<TokenSet> {
  return {
    request: {
      method: "POST",
      url: tokenEndpoint,
      headers: { accept: "application/json" },
      body: { json: { ...fields, client_id: client.id, client_secret: client.secret } },
    },
    read: (response, now) => readTokens(response, now, FIVE_MINUTES),
  };
}
