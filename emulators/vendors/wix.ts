import { randomUUID } from "node:crypto";
import type { Emulator } from "../emulator.ts";
import { json, text } from "../http.ts";
import { demoApplications } from "../seed.ts";
import { tokensOf } from "../tokens.ts";
import { actions } from "./wix/actions.ts";
import { appInstance, biEvent, contacts, siteProperties, withToken } from "./wix/api.ts";
import { appInstaller, closeWindow, installer } from "./wix/install.ts";
import { appMarket, dashboard } from "./wix/market.ts";
import { signedInstance } from "./wix/signed.ts";
import {
  type Instance,
  instanceOf,
  seedWix,
  siteOf,
  switches,
  type Wix,
  type WixState,
} from "./wix/state.ts";
import { advancedToken, basicToken, refused, tokenInfo } from "./wix/token.ts";
import { retry } from "./wix/webhooks.ts";

/** Wix: apps on sites, tokens minted for an instance or (custom authentication) for a code, and signed webhooks. */
export const wix = {
  id: "wix",
  name: "Wix",
  hosts: ["www.wix.com", "www.wixapis.com", "manage.wix.com"],
  pages: { "Apps of a site (install begun at Wix, remove)": "www.wix.com/app-market" },
  switches,
  applications: {
    wix: { ...demoApplications.wix, name: "Patchbay" },
    "wix-advanced": { ...demoApplications["wix-advanced"], name: "Patchbay Classic" },
  },
  seed: seedWix,
  people: ({ people }) => people,
  notFound: () => refused(404, "NOT_FOUND", "There is nothing at this address."),
  decorate: (answer) => ({ ...answer, headers: { ...answer.headers, "x-wix-request-id": randomUUID() } }),
  routes: {
    "GET www.wix.com/installer/install": installer,
    "POST www.wix.com/installer/install": installer,
    "GET www.wix.com/app-installer": appInstaller,
    "POST www.wix.com/app-installer": appInstaller,
    "GET www.wix.com/installer/close-window": closeWindow,
    "GET www.wix.com/installer/token-received": closeWindow,
    "GET www.wix.com/app-market": appMarket,
    "POST www.wix.com/app-market": appMarket,
    "GET manage.wix.com/dashboard/:site/app/:instance": dashboard,
    "POST www.wixapis.com/oauth2/token": basicToken,
    "POST www.wixapis.com/oauth2/token-info": tokenInfo,
    "POST www.wixapis.com/oauth/access": advancedToken,
    // Deprecated since 2022, and still called by old code.
    "POST www.wix.com/oauth/access": advancedToken,
    "GET www.wixapis.com/apps/v1/instance": withToken("mayManageApp", appInstance),
    "POST www.wixapis.com/apps/v1/bi-event": withToken(null, biEvent),
    "GET www.wixapis.com/site-properties/v4/properties": withToken("mayReadSite", siteProperties),
    "GET www.wixapis.com/contacts/v4/contacts": withToken("mayReadContacts", contacts),
  },
  truth: (running) => ({
    grants: running.state.instances.map((instance) => instanceFacts(running, instance)),
    webhooks: running.state.deliveries,
    held: running.state.held.map(({ id }) => id),
  }),
  rows: (running) =>
    running.state.instances.map((instance) => {
      const input = { instance: instance.id };
      const installed = [
        { label: "Remove from the site", action: "uninstall", input },
        { label: "Duplicate the site", action: "duplicate", input },
        { label: "Expire its tokens", action: "expire", input: { grant: instance.id } },
        { label: "Lose its refresh token", action: "forget-refresh-token", input },
      ];
      return {
        title: siteOf(running, instance.siteId)?.name ?? instance.siteId,
        detail: `${instance.application}, ${instance.installed ? "installed" : "removed"}; instance ${instance.id}`,
        buttons: instance.installed ? installed : [{ label: "Install again", action: "reinstall", input }],
      };
    }),
  actions,
  views: {
    "public-key": (running) => text(200, running.state.keys.publicKey),
    instance: (running, query) => {
      const instance = instanceOf(running, query.get("instance") ?? undefined);
      return instance
        ? json(200, { instance: signedInstance(running, instance, query.get("aid")) })
        : json(404, { error: "There is no such instance." });
    },
  },
  tick: retry,
} satisfies Emulator<WixState, typeof switches>;

function instanceFacts(running: Wix, instance: Instance) {
  return {
    id: instance.id,
    application: instance.application,
    person: { id: instance.personId },
    account: { id: instance.siteId, name: siteOf(running, instance.siteId)?.name ?? "" },
    originInstanceId: instance.originInstanceId,
    revoked: !instance.installed,
    refreshToken: instance.refreshToken,
    accessTokens: tokensOf(running.state.tokens, instance.id, running.clock.now()),
  };
}
