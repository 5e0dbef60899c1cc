import type { AlertsView, RuleView } from "#lib/alerts/rules";
import type { PersonDetail, PersonEntry } from "#lib/people/administration";
import type { InvitationView } from "#lib/people/invitations";
import type { VendorAdministration, VendorEntry } from "#lib/vendors/administration";
import type { Health, IncidentEntry } from "#lib/vendors/health";
import { later, longName, rightToLeftName } from "./fixtures.ts";

/** Invented vendors, people and alerts for the administrators' rooms. */

const HOUR_MS = 3_600_000;
const running = { linking: null, renewing: null, by: null };

const entry = (id: string, name: string, more: Partial<VendorEntry> = {}): VendorEntry => ({
  id,
  name,
  summary: "Your videos and projects, and how often they are watched.",
  configured: true,
  missing: [],
  active: 1_204,
  incident: null,
  paused: running,
  ...more,
});

export const vendorEntries = (now: Date): VendorEntry[] => [
  entry("wistia", "Wistia"),
  entry("gist", "Gist", {
    active: 1,
    incident: { kind: "outage", openedAt: later(now, -20 * 60_000) },
    paused: { linking: later(now, -10 * 60_000), renewing: later(now, -9 * 60_000), by: "Ada Obi" },
  }),
  entry("api-video", "api.video", { active: 18 }),
  entry("wix", "Wix", { missing: ["WIX_PUBLIC_KEY"] }),
  entry("wix-advanced", "Wix (custom authentication)", { configured: false, active: 0 }),
];

export const vendorDetail = (now: Date, more: Partial<VendorAdministration> = {}): VendorAdministration => ({
  ...entry("wistia", "Wistia"),
  docsUrl: "https://docs.wistia.com/",
  steps: [
    {
      id: "register",
      title: "Register this server",
      sentence: "In Wistia, under Account > Settings > OAuth Applications, make an application.",
      state: "done",
      url: null,
    },
    {
      id: "client-id",
      title: "Client ID",
      sentence: "What Wistia calls this server.",
      state: "done",
      variable: "WISTIA_CLIENT_ID",
    },
    {
      id: "client-secret",
      title: "Client Secret",
      sentence: "Kept in the environment only, never shown here.",
      state: more.configured === false ? "missing" : "done",
      variable: "WISTIA_CLIENT_SECRET",
    },
    {
      id: "redirect",
      title: "Where people come back to",
      sentence: "Enter it as the application's redirect URI.",
      state: "open",
      value: "https://patchbay.example/link/wistia/callback",
    },
    {
      id: "page",
      title: "The way back",
      sentence: "The page of your app inside the vendor.",
      state: "optional",
      variable: "WISTIA_APP_PAGE_URL",
      url: "https://app.wistia.com/a-rather-long-address/for-developers",
    },
  ],
  checkable: more.configured !== false,
  unchecked: null,
  checked: {
    at: later(now, -3 * HOUR_MS),
    good: true,
    sentence: "Wistia accepts this server’s credentials.",
  },
  ...more,
});

export const incidents = (now: Date): IncidentEntry[] => [
  {
    id: "i2",
    kind: "outage",
    code: "provider_unreachable",
    endpoint: "api.wistia.com/oauth/token",
    openedAt: later(now, -20 * 60_000),
    closedAt: null,
    failures: 41,
    affected: 212,
  },
  {
    id: "i1",
    kind: "client",
    code: "provider_client_refused",
    endpoint: "api.wistia.com/oauth/token",
    openedAt: later(now, -9 * HOUR_MS),
    closedAt: later(now, -7 * HOUR_MS),
    failures: 1,
    affected: 1,
  },
];

export function health(now: Date, troubled: boolean): Health {
  const until = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS + HOUR_MS);
  const bars = Array.from({ length: 24 }, (_, index) => ({
    from: later(until, (index - 24) * HOUR_MS),
    until: later(until, (index - 23) * HOUR_MS),
    renewed: 40 + ((index * 37) % 23),
    failed: troubled && (index === 15 || index === 16 || index === 23) ? 11 + index : 0,
  }));
  return {
    from: later(until, -24 * HOUR_MS),
    until,
    bars,
    renewed: bars.reduce((sum, { renewed }) => sum + renewed, 0),
    failed: bars.reduce((sum, { failed }) => sum + failed, 0),
    incidents: troubled ? incidents(now) : [],
  };
}

export const emptyHealth = (now: Date): Health => {
  const full = health(now, false);
  return { ...full, bars: full.bars.map((bar) => ({ ...bar, renewed: 0 })), renewed: 0 };
};

export const affected = (now: Date) => [
  { id: "c1", name: "Acme Studios", label: null, owner: "Ada Obi", since: later(now, -18 * 60_000) },
  { id: "c2", name: longName, label: null, owner: rightToLeftName, since: later(now, -9 * 60_000) },
];

const personEntry = (now: Date, more: Partial<PersonEntry>): PersonEntry => ({
  id: more.name ?? "p",
  name: "Ada Obi",
  email: "ada@acme.example",
  role: "user",
  customerId: null,
  disabledAt: null,
  createdAt: later(now, -40 * 24 * HOUR_MS),
  connections: 3,
  lastSignInAt: later(now, -2 * HOUR_MS),
  ...more,
});

export const people = (now: Date): PersonEntry[] => [
  personEntry(now, { role: "admin" }),
  personEntry(now, { name: "Ben Bell", email: "ben@acme.example", connections: 1, lastSignInAt: null }),
  personEntry(now, {
    name: "Corner Shop",
    email: null,
    customerId: "cus_42",
    connections: 2,
    lastSignInAt: null,
  }),
  personEntry(now, { name: "Dov Disabled", email: "dov@acme.example", disabledAt: later(now, -HOUR_MS) }),
  personEntry(now, { name: longName, email: `${"w".repeat(120)}@acme.example`, connections: 0 }),
  personEntry(now, { name: rightToLeftName, email: "rtl@acme.example" }),
];

export const invitations = (now: Date): InvitationView[] => [
  {
    id: "v1",
    email: "nell@acme.example",
    role: "user",
    createdAt: later(now, -HOUR_MS),
    expiresAt: later(now, 7 * 24 * HOUR_MS),
    by: { name: "Ada Admin", administers: true },
  },
  {
    id: "v2",
    email: null,
    role: "admin",
    createdAt: later(now, -3 * HOUR_MS),
    expiresAt: later(now, 6 * 24 * HOUR_MS),
    by: { name: "Dimitri Demoted", administers: false },
  },
];

export const personDetail = (now: Date, more: Partial<PersonDetail> = {}): PersonDetail => ({
  ...personEntry(now, {}),
  hasPassword: true,
  isSelf: false,
  sessions: [
    {
      id: "s1",
      agent: "Firefox on Linux",
      current: false,
      createdAt: later(now, -2 * HOUR_MS),
      expiresAt: later(now, 12 * 24 * HOUR_MS),
    },
    {
      id: "s2",
      agent: null,
      current: false,
      createdAt: later(now, -30 * HOUR_MS),
      expiresAt: later(now, 12 * 24 * HOUR_MS),
    },
  ],
  ...more,
});

const rule = (more: Partial<RuleView>): RuleView => ({
  id: "r1",
  kind: "vendor_incident",
  provider: null,
  threshold: 1,
  mailTo: ["ops@acme.example"],
  tellWebhooks: true,
  quietFrom: null,
  quietUntil: null,
  zone: "UTC",
  sentence: "When any vendor is having trouble, or does not accept our credentials",
  enabled: true,
  quiet: false,
  ...more,
});

export const someAlerts = (now: Date): AlertsView => ({
  rules: [
    rule({}),
    rule({
      id: "r2",
      kind: "needs_people",
      threshold: 5,
      quiet: true,
      quietFrom: 1_320,
      quietUntil: 420,
      sentence: "When 5 connections need their people",
    }),
    rule({
      id: "r3",
      kind: "key_expiring",
      threshold: 14,
      enabled: false,
      sentence: "When an API key ends within 14 days",
    }),
  ],
  raised: [
    {
      id: "a1",
      sentence: "Wistia is having trouble.",
      raisedAt: later(now, -20 * 60_000),
      recoveredAt: null,
      place: { href: "/admin/vendors/gist", words: "See the vendor" },
      was: null,
      ending: false,
      waits: false,
    },
    {
      id: "a2",
      sentence: "7 connections need their people.",
      raisedAt: later(now, -9 * 60_000),
      recoveredAt: null,
      place: { href: "/admin/connections?state=needs_you", words: "See which" },
      was: 5,
      ending: false,
      waits: true,
    },
    {
      id: "a3",
      sentence: "Renewals at Gist go well again.",
      raisedAt: later(now, -2 * HOUR_MS),
      recoveredAt: null,
      place: { href: "/admin/connections?state=vendor_trouble&vendor=gist", words: "See which" },
      was: 12,
      ending: true,
      waits: false,
    },
  ],
  past: [
    {
      id: "a0",
      sentence: "Gist was having trouble.",
      raisedAt: later(now, -30 * HOUR_MS),
      recoveredAt: later(now, -29 * HOUR_MS),
      place: { href: "/admin/api-keys", words: "See the keys" },
      was: null,
      ending: false,
      waits: false,
    },
  ],
});
