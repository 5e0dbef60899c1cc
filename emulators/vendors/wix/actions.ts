import type { Emulator } from "../../emulator.ts";
import { expire } from "../../tokens.ts";
import { duplicate, install, instanceOf, switches, uninstall, type Variant, type WixState } from "./state.ts";
import { announce, release, retry } from "./webhooks.ts";

const unknown = { error: "There is no such instance." };

const variantOf = (word: string | undefined): Variant | undefined =>
  switches.webhooks.find((known) => known === word);

/** What owners of sites do, and what may go wrong on the way to the app. */
export const actions: Emulator<WixState, typeof switches>["actions"] = {
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
};
