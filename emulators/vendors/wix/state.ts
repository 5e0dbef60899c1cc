import { generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { type Application, autopilot, type Vendor } from "../../emulator.ts";
import { hex, type Tokens } from "../../tokens.ts";
import { people, type Site, sites, type WixPerson } from "./seed.ts";

export const switches = {
  ...autopilot,
  tokenInfoValues: ["typed", "strings"],
  /** Whether tokens live on after the app left the site is unknown: refused is ASSUMED. */
  tokensAfterUninstall: ["refused", "alive"],
  webhooks: ["valid", "wrong-key", "expired", "duplicate", "out-of-order", "off"],
  webhookTimeoutMs: 1250,
  basicTokenSeconds: 14_400,
  advancedTokenSeconds: 300,
  expiresInMissing: false,
  mayManageApp: true,
  mayReadSite: true,
  mayReadContacts: true,
  mayReadOwnerEmail: true,
  rateLimit: 200,
} as const;

/** An app on a site. The id outlives removal: a reinstallation has the same. */
export type Instance = {
  id: string;
  application: string;
  siteId: string;
  personId: string;
  installed: boolean;
  originInstanceId: string | null;
  /** Null until a code was exchanged; a duplicated site never gets one by itself. */
  refreshToken: string | null;
};

type Code = { code: string; instance: string; expiresAt: number };
type Launch = { application: string; siteId: string; personId: string };
export type Variant = (typeof switches.webhooks)[number];

export type Delivery = {
  id: string;
  eventType: "AppInstalled" | "AppRemoved";
  instanceId: string;
  application: string;
  variant: Variant;
  url: string;
  at: number;
  attempts: number;
  /** Of the last attempt; 0: nobody answered in time, null: not tried. */
  status: number | null;
  retryAt: number | null;
};

export type WixState = {
  people: WixPerson[];
  sites: Site[];
  instances: Instance[];
  codes: Map<string, Code>;
  /** The `token` of an installation that began at Wix. */
  launches: Map<string, Launch>;
  tokens: Tokens;
  deliveries: Delivery[];
  /** Kept back to arrive after a younger event. */
  held: Delivery[];
  keys: { publicKey: string; privateKey: KeyObject; wrongKey: KeyObject };
};

export type Wix = Vendor<WixState, typeof switches>;

export function seedWix(previous: WixState | undefined): WixState {
  return {
    people: people(),
    sites: sites(),
    instances: [],
    codes: new Map(),
    launches: new Map(),
    tokens: new Map(),
    deliveries: [],
    held: [],
    // The app was told this key when it started; a reset must not change it.
    keys: previous?.keys ?? makeKeys(),
  };
}

function makeKeys() {
  const [right, wrong] = [rsa(), rsa()];
  const publicKey = right.publicKey.export({ type: "spki", format: "pem" }).toString();
  return { publicKey, privateKey: right.privateKey, wrongKey: wrong.privateKey };
}

const rsa = () => generateKeyPairSync("rsa", { modulusLength: 2048 });

export const siteOf = (wix: Wix, id: string) => wix.state.sites.find((site) => site.id === id);
export const instanceOf = (wix: Wix, id: string | undefined) =>
  wix.state.instances.find((one) => one.id === id);

/** The key of an application in the emulator's list, e.g. `wix-advanced`. */
export const keyOf = (wix: Wix, application: Application) =>
  Object.keys(wix.applications).find((key) => wix.applications[key] === application) ?? "";

export type Installing = { application: string; siteId: string; personId: string };

/** Puts the app on the site; says whether that changed anything. */
export function install(wix: Wix, { application, siteId, personId }: Installing) {
  const known = wix.state.instances.find((one) => one.application === application && one.siteId === siteId);
  const instance: Instance = known ?? {
    id: randomUUID(),
    application,
    siteId,
    personId,
    installed: false,
    originInstanceId: null,
    refreshToken: null,
  };
  if (!known) wix.state.instances.push(instance);
  const isNew = !instance.installed;
  Object.assign(instance, { installed: true, personId });
  return { instance, isNew };
}

/** A refresh token is valid while the app is installed, so removal ends it. */
export function uninstall(wix: Wix, instance: Instance) {
  instance.installed = false;
  instance.refreshToken = null;
  if (wix.settings.tokensAfterUninstall === "alive") return;
  for (const [token, { grant }] of wix.state.tokens)
    if (grant === instance.id) wix.state.tokens.delete(token);
}

/** The owner copies the site: the app comes along, unasked and without a code. */
export function duplicate(wix: Wix, origin: Instance): Instance {
  const site = siteOf(wix, origin.siteId);
  if (!site) throw new Error(`instance ${origin.id} has no site`);
  const copy: Site = { ...site, id: randomUUID(), name: `Copy of ${site.name}`, url: `${site.url}-copy` };
  wix.state.sites.push(copy);
  wix.state.people.find(({ id }) => id === origin.personId)?.sites.push(copy.id);
  const { instance } = install(wix, { ...origin, siteId: copy.id });
  instance.originInstanceId = origin.id;
  return instance;
}

export function issueCode(wix: Wix, instance: Instance) {
  const code = `OAUTH2.${hex(60)}`;
  wix.state.codes.set(code, { code, instance: instance.id, expiresAt: wix.clock.now() + 600_000 });
  return code;
}
