import { randomUUID } from "node:crypto";
import type { Emulator } from "../emulator.ts";
import { json, text } from "../http.ts";
import { demoApplications } from "../seed.ts";
import { expire, tokensOf } from "../tokens.ts";
import { appInstance, biEvent, contacts, siteProperties, withToken } from "./wix/api.ts";
import { appInstaller, closeWindow, installer } from "./wix/install.ts";
import { appMarket, dashboard } from "./wix/market.ts";
import { signedInstance } from "./wix/signed.ts";
import {
  duplicate,
  type Instance,
  install,
  instanceOf,
  seedWix,
  siteOf,
  switches,
  uninstall,
  type Variant,
  type Wix,
  type WixState,
} from "./wix/state.ts";
import { advancedToken, basicToken, refused, tokenInfo } from "./wix/token.ts";
import { announce, release, retry } from "./wix/webhooks.ts";

const unknown = { error: "There is no such instance." };

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
  actions: {
    uninstall: {
      label: "",
      run: async (running, { instance: id, variant }) => {
        const instance = instanceOf(running, id);
        if (!instance) return unknown;
        uninstall(running, instance);
        return {
          uninstalled: id,
          webhooks: await announce(running, "AppRemoved", instance, variantOf(variant)),
        };
      },
    },
    reinstall: {
      label: "",
      run: async (running, { instance: id, variant }) => {
        const instance = instanceOf(running, id);
        if (!instance) return unknown;
        install(running, instance);
        return {
          reinstalled: id,
          webhooks: await announce(running, "AppInstalled", instance, variantOf(variant)),
        };
      },
    },
    install: {
      label: "",
      run: async (running, { application = "wix", site, person, variant }) => {
        const owner = running.state.people.find(({ id, sites }) =>
          person ? id === person : sites.includes(site ?? ""),
        );
        if (!owner || !site || !running.applications[application])
          return { error: "There is no such site, person or application." };
        const { instance } = install(running, { application, siteId: site, personId: owner.id });
        return {
          instanceId: instance.id,
          webhooks: await announce(running, "AppInstalled", instance, variantOf(variant)),
        };
      },
    },
    duplicate: {
      label: "",
      run: async (running, { instance: id, variant }) => {
        const origin = instanceOf(running, id);
        if (!origin) return unknown;
        const copy = duplicate(running, origin);
        return {
          instanceId: copy.id,
          originInstanceId: origin.id,
          siteId: copy.siteId,
          webhooks: await announce(running, "AppInstalled", copy, variantOf(variant)),
        };
      },
    },
    webhook: {
      label: "",
      run: async (running, { instance: id, event, variant }) => {
        const instance = instanceOf(running, id);
        if (!instance) return unknown;
        const eventType = event === "AppInstalled" ? "AppInstalled" : "AppRemoved";
        return { webhooks: await announce(running, eventType, instance, variantOf(variant)) };
      },
    },
    release: {
      label: "Send webhooks kept back",
      run: async (running) => ({ webhooks: await release(running) }),
    },
    retry: {
      label: "Repeat failed webhooks",
      run: async (running) => ({ webhooks: await retry(running, true) }),
    },
    expire: {
      label: "Expire every access token",
      run: (running, { grant }) => ({ expired: expire(running.state.tokens, running.clock.now(), grant) }),
    },
    "forget-refresh-token": {
      label: "",
      run: (running, { instance: id }) => {
        const instance = instanceOf(running, id);
        if (!instance) return unknown;
        instance.refreshToken = null;
        return { forgotten: id };
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
  views: {
    "public-key": (running) => text(200, running.state.keys.publicKey),
    instance: (running, query) => {
      const instance = instanceOf(running, query.get("instance") ?? undefined);
      return instance
        ? json(200, { instance: signedInstance(running, instance, query.get("aid")) })
        : json(404, unknown);
    },
  },
  tick: retry,
} satisfies Emulator<WixState, typeof switches>;

const variantOf = (word: string | undefined): Variant | undefined =>
  switches.webhooks.find((known) => known === word);

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
