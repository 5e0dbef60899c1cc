import type { Emulator } from "../emulator.ts";
import { json } from "../http.ts";
import { notice } from "../login.ts";
import { applicationOf } from "../redirects.ts";
import { demoApplications } from "../seed.ts";
import { tokensOf } from "../tokens.ts";
import {
  contact,
  contactScope,
  contacts,
  conversations,
  none,
  tags,
  teammates,
  teams,
  tokenFacts,
  withToken,
} from "./gist/api.ts";
import { authorize } from "./gist/authorize.ts";
import {
  type Gist,
  type GistState,
  type Install,
  seedGist,
  switches,
  uninstall,
  workspaceOf,
} from "./gist/state.ts";
import { appStore } from "./gist/store.ts";
import { token } from "./gist/token.ts";

/** Gist (getgist.com): a code for one token that lives until the app is uninstalled; a denial is silent. */
export const gist = {
  id: "gist",
  name: "Gist",
  hosts: ["app.getgist.com", "api.getgist.com", "web-api.getgist.com", "web-testing.getgist.com"],
  pages: { "App store (install begun at Gist, uninstall)": "app.getgist.com/app-store" },
  switches,
  applications: {
    gist: {
      ...demoApplications.gist,
      name: "Patchbay",
      scopes: ["read_teammates", "read_bulk_contacts", "read_tags"],
    },
  },
  seed: seedGist,
  people: ({ people }) => people,
  notFound: () => json(404, { errors: [{ message: "Not found" }] }),
  routes: {
    "GET app.getgist.com/oauth/authorize": authorize,
    "POST app.getgist.com/oauth/authorize": authorize,
    "GET app.getgist.com/app-store": appStore,
    "POST app.getgist.com/app-store": appStore,
    "POST api.getgist.com/oauth/token": token,
    // The host in the vendor's older sample.
    "POST web-api.getgist.com/oauth/token": token,
    "GET app.getgist.com/projects/*": (_request, running) =>
      notice(running, "Back in Gist", "The installation is complete. You can close this window."),
    "GET web-testing.getgist.com/install_success": (_request, running) =>
      notice(running, "Back in Gist", "The installation is complete. You can close this window."),
    "GET api.getgist.com/teammates": withToken("read_teammates", teammates),
    "GET api.getgist.com/teams": withToken("read_teams", teams),
    "GET api.getgist.com/tags": withToken("read_tags", tags),
    "GET api.getgist.com/contacts": withToken(contactScope, contacts),
    "GET api.getgist.com/contacts/:id": withToken("read_contact", contact),
    "GET api.getgist.com/conversations": withToken("read_conversations", conversations),
    "GET api.getgist.com/segments": withToken(null, none("segments")),
    "GET api.getgist.com/campaigns": withToken(null, none("campaigns")),
    "GET api.getgist.com/forms": withToken(null, none("forms")),
    "GET api.getgist.com/subscription_types": withToken(null, none("subscription_types")),
    "GET api.getgist.com/token": withToken(null, tokenFacts("token")),
    "GET api.getgist.com/token/info": withToken(null, tokenFacts("token-info")),
  },
  truth: (running) => ({
    grants: running.state.installs.map((installed) => installFacts(running, installed)),
  }),
  rows: (running) =>
    running.state.installs
      .filter(({ uninstalled }) => !uninstalled)
      .map((installed) => ({
        title: workspaceOf(running, installed.workspaceId)?.name ?? installed.workspaceId,
        detail: `${installed.scopes.join(" ")}; workspace ${installed.workspaceId}`,
        buttons: [{ label: "Uninstall", action: "uninstall", input: { grant: installed.id } }],
      })),
  actions: {
    uninstall: {
      label: "Uninstall everywhere",
      run: (running, { grant, workspace }) => {
        const found = running.state.installs.filter(
          ({ id, workspaceId, uninstalled }) =>
            !uninstalled && (!grant || id === grant) && (!workspace || workspaceId === workspace),
        );
        for (const installed of found) uninstall(running, installed);
        return { uninstalled: found.map(({ id }) => id) };
      },
    },
    "expire-codes": {
      label: "Expire waiting codes",
      run: (running) => {
        for (const code of running.state.codes.values()) code.expiresAt = running.clock.now();
        return { expired: running.state.codes.size };
      },
    },
  },
} satisfies Emulator<GistState, typeof switches>;

function installFacts(running: Gist, installed: Install) {
  return {
    id: installed.id,
    application: applicationOf(running.applications, installed.clientId)?.name ?? installed.clientId,
    person: { id: installed.personId },
    account: { id: installed.workspaceId, name: workspaceOf(running, installed.workspaceId)?.name ?? "" },
    scopes: installed.scopes,
    revoked: installed.uninstalled,
    refreshToken: null,
    accessTokens: tokensOf(running.state.tokens, installed.id, running.clock.now()),
  };
}
