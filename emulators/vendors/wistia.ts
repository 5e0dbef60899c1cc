import { randomUUID } from "node:crypto";
import type { Emulator } from "../emulator.ts";
import { json } from "../http.ts";
import { applicationOf } from "../redirects.ts";
import { demoApplications } from "../seed.ts";
import { expire, tokensOf } from "../tokens.ts";
import {
  account,
  folders,
  media,
  medias,
  modernAccount,
  stats,
  tokenFacts,
  upload,
  uploadToken,
  withToken,
} from "./wistia/api.ts";
import { authorize } from "./wistia/authorize.ts";
import { mySettings, removeAccess } from "./wistia/my-settings.ts";
import {
  accountOf,
  type Grant,
  personOf,
  revokeGrant,
  seedWistia,
  switches,
  type Wistia,
  type WistiaState,
} from "./wistia/state.ts";
import { introspect, metadata, revoke, token } from "./wistia/token.ts";

const readMedia = ["all:read", "media:read"];

/** Wistia: OAuth 2 with a code, six-hour tokens, and a refresh token that stays. */
export const wistia = {
  id: "wistia",
  name: "Wistia",
  hosts: ["app.wistia.com", "api.wistia.com", "upload.wistia.com"],
  pages: { "Applications with access (My Settings)": "app.wistia.com/account/apps" },
  switches,
  applications: { wistia: { ...demoApplications.wistia, name: "Patchbay", scopes: ["all:read"] } },
  seed: seedWistia,
  people: ({ people }) => people,
  notFound: () => json(404, { error: "Not found" }),
  decorate: (answer) => ({ ...answer, headers: { ...answer.headers, "x-request-id": randomUUID() } }),
  routes: {
    "GET /oauth/authorize": authorize,
    "POST /oauth/authorize": authorize,
    "POST /oauth/token": token,
    "POST api.wistia.com/oauth/revoke": revoke,
    "POST api.wistia.com/oauth/introspect": introspect,
    "GET api.wistia.com/.well-known/oauth-authorization-server": metadata,
    "GET app.wistia.com/account/apps": mySettings,
    "POST app.wistia.com/account/apps/:grant/remove": removeAccess,
    "GET api.wistia.com/v1/account.json": withToken([], account),
    "GET api.wistia.com/modern/account": withToken([], modernAccount),
    "GET api.wistia.com/modern/token": withToken([], tokenFacts),
    "GET api.wistia.com/v1/medias.json": withToken(readMedia, medias("v1")),
    "GET api.wistia.com/v1/medias/:id": withToken([...readMedia, "media:upload"], media("v1")),
    "GET api.wistia.com/modern/medias": withToken(readMedia, medias("modern")),
    "GET api.wistia.com/modern/medias/:id": withToken([...readMedia, "media:upload"], media("modern")),
    "GET api.wistia.com/v1/projects.json": withToken(readMedia, folders("v1")),
    "GET api.wistia.com/modern/folders": withToken(readMedia, folders("modern")),
    "GET api.wistia.com/v1/stats/account.json": withToken(["all:read", "stats:read"], stats),
    "GET api.wistia.com/modern/stats/account": withToken(["all:read", "stats:read"], stats),
    "POST upload.wistia.com/": withToken(["media:upload"], upload, uploadToken),
  },
  truth: (running) => ({ grants: running.state.grants.map((grant) => grantFacts(running, grant)) }),
  rows: (running) =>
    running.state.grants
      .filter(({ revoked }) => !revoked)
      .map((grant) => {
        const { account, person, accessTokens } = grantFacts(running, grant);
        const input = { grant: grant.id };
        return {
          title: account.name,
          detail: `allowed by ${person.name}; ${grant.scopes.join(" ")}; ${accessTokens.filter(({ live }) => live).length} live tokens`,
          buttons: [
            { label: "Revoke", action: "revoke", input },
            { label: "Expire its tokens", action: "expire", input },
          ],
        };
      }),
  actions: {
    revoke: {
      label: "Revoke every grant",
      run: (running, input) => {
        const grants = grantsOf(running, input).filter(({ revoked }) => !revoked);
        for (const grant of grants) revokeGrant(running, grant);
        return { revoked: grants.map(({ id }) => id) };
      },
    },
    expire: {
      label: "Expire every access token",
      run: (running, { grant }) => ({ expired: expire(running.state.tokens, running.clock.now(), grant) }),
    },
    "expire-codes": {
      label: "Expire waiting codes",
      run: (running) => {
        for (const code of running.state.codes.values()) code.expiresAt = running.clock.now();
        return { expired: running.state.codes.size };
      },
    },
  },
} satisfies Emulator<WistiaState, typeof switches>;

/** Those of one grant, one account or one person; all when nothing is named. */
function grantsOf({ state }: Wistia, { grant, account, person }: Record<string, string>) {
  return state.grants.filter(
    ({ id, accountId, personId }) =>
      (!grant || grant === id) &&
      (!account || account === String(accountId)) &&
      (!person || person === personId),
  );
}

function grantFacts(running: Wistia, grant: Grant) {
  return {
    id: grant.id,
    application: applicationOf(running.applications, grant.clientId)?.name ?? grant.clientId,
    person: { id: grant.personId, name: personOf(running, grant.personId)?.name ?? "" },
    account: { id: grant.accountId, name: accountOf(running, grant.accountId)?.name ?? "" },
    scopes: grant.scopes,
    revoked: grant.revoked,
    refreshToken: grant.refreshTokens.at(-1) ?? null,
    accessTokens: tokensOf(running.state.tokens, grant.id, running.clock.now()),
  };
}
