import { receiptView } from "#lib/connections/receipt";
import type { SampleView } from "#lib/connections/sample";
import type {
  ActivityView,
  AttemptView,
  ConnectionDetail,
  IncidentView,
  Plug,
  ReceiptView,
  ScopesView,
  StateName,
  StateView,
  VendorView,
} from "#lib/connections/view";

import { lives } from "./life-fixtures.ts";

/** Believable data for looking at parts and pages without a database. Relative to `now`, so it never ages. */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export const later = (now: Date, milliseconds: number) => new Date(now.getTime() + milliseconds);

const states: Record<StateName, [label: string, plug: Plug, sentence: string]> = {
  works: [
    "Works",
    "plugged",
    "Proved by a renewal 5 minutes ago. Patchbay renews it by itself; there is nothing to do.",
  ],
  unproven: [
    "Works, not checked since",
    "plugged",
    "Nothing speaks against it, but Wistia has not been asked for a while. Test it to be sure.",
  ],
  renewing: ["Renewing", "plugged", "A new token is being fetched right now. This takes a second or two."],
  vendor_trouble: [
    "Vendor is having trouble",
    "loose",
    "Wistia did not answer. We try again by itself; the link itself is fine.",
  ],
  needs_you: [
    "Needs you",
    "loose",
    "Wistia no longer accepts this link. Reconnect to go on; nothing else is lost.",
  ],
  disconnected: [
    "Disconnected",
    "unplugged",
    "You disconnected this account. Patchbay holds no keys for it.",
  ],
};

export function state(name: StateName, now: Date, vendorName = "Wistia"): StateView {
  const [label, plug, sentence] = states[name];
  const since = later(now, -26 * hour);
  return { name, label, plug, sentence: sentence.replaceAll("Wistia", vendorName), since };
}

export const stateNames = Object.keys(states) as StateName[];

export const someScopes = [
  { name: "media:read", words: "See your videos and projects, with their captions and looks" },
  { name: "media:upload", words: "Upload videos, and see a single video" },
  { name: "stats:read", words: "See how often your videos are watched" },
];

const scopes: ScopesView = {
  granted: someScopes,
  told: true,
  missing: [],
  extra: [],
  sentence: "Everything that was asked for was granted.",
};

export const unequalScopes: ScopesView = {
  granted: [
    ...someScopes.slice(0, 1),
    { name: "project:write", words: "Create, change, copy and delete projects" },
  ],
  told: true,
  missing: someScopes.slice(2),
  extra: [{ name: "project:write", words: "Create, change, copy and delete projects" }],
  sentence: "One permission was not granted and one came without being asked for. Reconnect to ask again.",
};

const untoldScopes: ScopesView = {
  granted: [
    { name: "read_teammates", words: "See who is on the team" },
    { name: "read_bulk_contacts", words: "See the list of all contacts" },
  ],
  told: false,
  missing: [],
  extra: [],
  sentence: "Gist does not say what it granted, so this is what was asked for.",
};

const noScopes: ScopesView = {
  granted: [],
  told: false,
  missing: [],
  extra: [],
  sentence: "api.video knows no scopes: the key may do everything in its environment.",
};

const siteScopes: ScopesView = {
  ...scopes,
  granted: [{ name: "manage_app", words: "Manage this app on the site" }],
  sentence: "These permissions are fixed where the app is registered at Wix.",
};

/** What each vendor grants in its own words, and what an account there is like. */
const manners: Record<string, Pick<ConnectionDetail, "scopes" | "account">> = {
  wistia: { scopes, account: { id: "a9f3e2", name: "Acme Studios", url: "https://acme.wistia.com" } },
  gist: { scopes: untoldScopes, account: { id: "w7", name: "Support desk", url: null } },
  "api-video": { scopes: noScopes, account: { id: "pr4", name: "Marketing (sandbox)", url: null } },
  wix: { scopes: siteScopes, account: { id: "5b2e8c", name: "acme-studios.example", url: null } },
  "wix-advanced": { scopes: siteScopes, account: { id: "7d01aa", name: "acme-shop.example", url: null } },
};

export const longName =
  "Internationale Gesellschaft für bewegte Bilder und Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamte (Zweigstelle Süd-West), Abteilung Öffentlichkeitsarbeit";
export const rightToLeftName = "استوديوهات الأفق للإنتاج المرئي";

export const vendors: VendorView[] = [
  {
    id: "wistia",
    name: "Wistia",
    summary: "Your videos and projects, and how often they are watched.",
    whoMayApprove: "Only managers and owners of a Wistia account may approve this.",
    whatHappens:
      "Wistia asks you to sign in, to choose an account if you have several, and then to authorize or decline. If you have authorized this app before, Wistia sends you straight back.",
    docsUrl: "https://docs.wistia.com/docs/authenticating-with-oauth2",
    removalUrl: "https://app.wistia.com/account",
    flow: "authorization-code",
    configured: true,
    asks: null,
    fields: [],
  },
  {
    id: "gist",
    name: "Gist",
    summary: "Your contacts, conversations and team in a Gist workspace (getgist.com).",
    whoMayApprove: "Anyone who may install apps in the Gist workspace can approve this.",
    whatHappens:
      "Gist shows what is asked for and lets you grant it. If you decline, Gist does not send you back: just return to this tab, where you can cancel or try again.",
    docsUrl: "https://developers.getgist.com/docs/working-with-oauth",
    removalUrl: "https://app.getgist.com/",
    flow: "authorization-code",
    configured: true,
    asks: [...untoldScopes.granted, { name: "read_tags", words: "See tags" }],
    fields: [],
  },
  {
    id: "api-video",
    name: "api.video",
    summary: "Your videos, live streams and players on api.video.",
    whoMayApprove: "Anyone who can see the API keys of the api.video project can do this.",
    whatHappens:
      "Copy an API key from the api.video dashboard (API Keys) and paste it here. It is exchanged at once for a token that lasts an hour and is renewed by itself.",
    docsUrl: "https://docs.api.video/reference/authentication-guide",
    removalUrl: "https://dashboard.api.video/",
    flow: "api-key",
    configured: true,
    asks: null,
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
      { name: "projectName", label: "Name", hint: "How you want to call this project here." },
    ],
  },
  {
    id: "wix",
    name: "Wix",
    summary: "Your Wix site: its properties, contacts and orders.",
    whoMayApprove: "The owner of the Wix site, or a collaborator who may manage apps.",
    whatHappens: "Wix lets you choose a site, shows what the app may do, and installs it there.",
    docsUrl: "https://dev.wix.com/docs",
    removalUrl: "https://manage.wix.com/",
    flow: "app-install",
    configured: true,
    asks: null,
    fields: [],
  },
  {
    id: "wix-advanced",
    name: "Wix (custom authentication)",
    summary: "A Wix site, through an app with the older custom authentication.",
    whoMayApprove: "The owner of the Wix site, or a collaborator who may manage apps.",
    whatHappens: "Wix lets you choose a site, shows what the app may do, and installs it there.",
    docsUrl: "https://dev.wix.com/docs",
    removalUrl: "https://manage.wix.com/",
    flow: "authorization-code",
    configured: false,
    asks: null,
    fields: [],
  },
];

export const vendor = (id: string) => vendors.find((one) => one.id === id) ?? (vendors[0] as VendorView);

export function receipt(
  now: Date,
  revocation: ReceiptView["revocation"],
  account = "Acme Studios",
): ReceiptView {
  const at = revocation === "not_offered" ? vendor("gist") : vendor("wistia");
  const kept = {
    accountName: account,
    receipt: { erasedAt: later(now, -3 * minute).toISOString(), revocation },
  };
  return receiptView(kept, at) as ReceiptView;
}

/** `renews`: what happened to a link that is renewed; else to one that is only tested. */
export function activity(now: Date, vendorName = "Wistia", renews = true): ActivityView[] {
  const event = (ago: number, title: string, sentence: string | null, tone: ActivityView["tone"]) => ({
    id: String(ago),
    at: later(now, -ago),
    title,
    sentence,
    tone,
    facts: [
      { name: "Kind", value: title.toLowerCase().replaceAll(" ", "_") },
      { name: "Time", value: later(now, -ago).toISOString() },
      { name: "By", value: "person 0f2c8e4a-1b7d-4c39-9a55-2f1e6d7c8b90" },
      ...(tone === "bad" ? [{ name: "Code", value: "provider_unreachable" }] : []),
      { name: "Entry", value: `event-${ago}` },
    ],
  });
  return [
    ...(renews ? [event(5 * minute, "Renewed", "The next renewal is due in 5 hours.", "good")] : []),
    event(35 * minute, "Tested", `${vendorName} answered and named the account.`, "good"),
    event(6 * hour, renews ? "Renewed" : "Tested", null, "good"),
    event(
      7 * hour,
      renews ? "Renewal failed" : "Test failed",
      `${vendorName} did not answer within 10 seconds. Tried again after 2 minutes.`,
      "bad",
    ),
    event(2 * day, "Reconnected", "By Ada Obi. Permissions before and after are the same.", "neutral"),
    event(40 * day, "Linked", "By Ada Obi.", "neutral"),
  ];
}

export function connection(
  now: Date,
  name: StateName,
  changes: Partial<ConnectionDetail> = {},
): ConnectionDetail {
  const gone = name === "disconnected";
  const life = lifeOf(name)(now);
  const at = changes.vendor ?? vendor("wistia");
  return {
    id: `con_${name}`,
    vendor: at,
    label: null,
    ...(manners[at.id] as (typeof manners)[string]),
    status: gone ? "revoked" : name === "needs_you" ? "needs_reauth" : "active",
    state: state(name, now, at.name),
    removalUrl: vendor(at.id).removalUrl,
    atDisconnect: at.id === "wistia" ? "told" : "not_offered",
    scopesChange: null,
    expiresAt: name === "needs_you" ? later(now, -4 * day) : later(now, 41 * minute),
    renews: true,
    proof: { by: "a renewal", at: later(now, -5 * minute) },
    outlook: gone
      ? null
      : name === "needs_you"
        ? { kind: "needs_you", at: later(now, -4 * day) }
        : { kind: "renews", at: life.next?.at ?? later(now, 35 * minute), everyMs: 6 * hour },
    linkedAt: later(now, -40 * day),
    linkedBy: "Ada Obi",
    receipt: gone ? receipt(now, "done") : null,
    activity: activity(now, at.name, changes.renews ?? true),
    lastRead: gone ? null : { at: later(now, -2 * minute), by: "my-backend" },
    life,
    appPageUrl: null,
    ...changes,
  };
}

const lifeOf = (name: StateName) => {
  const told = {
    works: "Failed and mended",
    renewing: "Six hours each",
    unproven: "Nothing proved it",
    vendor_trouble: "An outage that goes on",
    needs_you: "No longer accepted",
    disconnected: "Disconnected",
  } as const satisfies Record<StateName, keyof typeof lives>;
  return lives[told[name]];
};

export function gistConnection(now: Date): ConnectionDetail {
  return connection(now, "works", {
    id: "con_gist",
    vendor: vendor("gist"),
    account: { id: "teammate:731", name: "Gist workspace (4 teammates, Ada Obi)", url: null },
    state: {
      ...state("works", now, "Gist"),
      sentence: "Gist names no end for this link, so there is nothing to renew.",
    },
    expiresAt: null,
    renews: false,
    proof: { by: "a test", at: later(now, -26 * minute) },
    outlook: { kind: "is_checked", at: later(now, 23 * hour) },
    life: lives["No end, tested daily"](now),
  });
}

export function several(now: Date): ConnectionDetail[] {
  return [
    connection(now, "works"),
    gistConnection(now),
    connection(now, "unproven", {
      vendor: vendor("api-video"),
      expiresAt: later(now, -3 * minute),
    }),
    connection(now, "disconnected", { vendor: vendor("wix") }),
  ];
}

export function troubled(now: Date): ConnectionDetail[] {
  return [
    ...several(now),
    connection(now, "needs_you", { account: { id: "b1", name: "Acme Training", url: null } }),
    connection(now, "vendor_trouble", {
      vendor: vendor("gist"),
      expiresAt: null,
      renews: false,
      outlook: { kind: "is_tried_again", at: later(now, 2 * minute) },
    }),
  ];
}

export function strangelyNamed(now: Date): ConnectionDetail[] {
  return [
    connection(now, "works", { id: "con_long", account: { id: "l", name: longName, url: null } }),
    connection(now, "needs_you", { id: "con_rtl", account: { id: "r", name: rightToLeftName, url: null } }),
    connection(now, "works", {
      id: "con_word",
      account: { id: "w".repeat(80), name: "w".repeat(160), url: `https://${"w".repeat(60)}.example` },
    }),
    connection(now, "works", {
      id: "con_rtl2",
      account: { id: "q", name: `${rightToLeftName} `.repeat(6), url: null },
    }),
  ];
}

export function many(now: Date): ConnectionDetail[] {
  return Array.from({ length: 500 }, (_, index) => {
    const name =
      index % 97 === 3
        ? "needs_you"
        : index % 11 === 2
          ? "unproven"
          : index % 41 === 7
            ? "disconnected"
            : "works";
    const vendorOf = vendors[index % vendors.length] as VendorView;
    return connection(now, name, {
      id: `con_${index}`,
      vendor: vendorOf,
      account: { id: `a${index}`, name: `${customers[index % customers.length]} ${index + 1}`, url: null },
      expiresAt: later(now, (index * 7 + 3) * minute),
    });
  });
}

const customers = [
  "Acme Studios",
  "Blue Harbour",
  "Čapek & Sons",
  "Dunkelblau",
  "Écluse",
  "Fjord Media",
  "Gråtass",
];

export function attempts(now: Date): AttemptView[] {
  return [
    {
      id: "att_1",
      vendor: vendor("gist"),
      startedAt: later(now, -2 * minute),
      expiresAt: later(now, 8 * minute),
      reconnects: null,
    },
  ];
}

export const troubles = (now: Date): IncidentView[] => [
  {
    id: "inc_1",
    vendor: vendor("gist"),
    kind: "outage",
    openedAt: later(now, -34 * minute),
    sentence:
      "Gist does not answer as it should. Your account there is fine; we go on trying, and what was due is made good by itself.",
  },
];

/** What comes through from each vendor; from those that are not named, videos. */
export const someData = (now: Date, vendorId = "wistia"): SampleView => ({
  kind: "seen",
  at: later(now, -minute),
  ...(vendorId === "gist" ? contacts(now) : videos(now)),
});

const contacts = (now: Date) => ({
  noun: { one: "contact", many: "contacts" },
  total: 3,
  items: [
    { title: "Lena Fischer", at: later(now, -day) },
    { title: "Tom\u00e1s Ruiz", at: later(now, -4 * day) },
    { title: "\u0646\u0648\u0631", at: later(now, -9 * day) },
  ],
});

const videos = (now: Date) => ({
  noun: { one: "video", many: "videos" },
  total: 12,
  items: [
    { title: "Spring campaign, second cut", at: later(now, -day) },
    {
      title: "How we bake: sourdough from start to finish, the long version for the newsletter",
      at: later(now, -3 * day),
    },
    { title: "\u05d0\u05e4\u05d9\u05d9\u05ea \u05dc\u05d7\u05dd", at: later(now, -9 * day) },
  ],
});
