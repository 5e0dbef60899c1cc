import type { CheckView } from "#lib/audit/check";
import type { LogEntryView, LogPageView } from "#lib/audit/read";
import { sentence } from "#lib/audit/words";
import type { KeysView } from "#lib/keys/status";
import type { Settings } from "#lib/settings";
import { longName, rightToLeftName } from "./fixtures.ts";

/** The log and the settings in invented states. */

type Invented = [action: string, who: string | null, target: string | null, data?: Record<string, unknown>];

const invented: Invented[] = [
  ["connection.renewed", null, "Acme Studios", { provider: "wistia" }],
  ["token.read", "billing", "Acme Studios", { provider: "wistia", count: 12 }],
  ["user.signed_in", "Ada Obi", "Ada Obi", { agent: "Firefox on Linux" }],
  ["user.sign_in_failed", null, null],
  ["user.renamed", rightToLeftName, rightToLeftName],
  ["connection.disconnected", "Ada Obi", longName, { provider: "gist" }],
  ["keys.rotation_finished", null, "k2", { rows: 100_000, left: 0 }],
  ["audit.trimmed", null, null, { through: 12_000, entries: 1_000 }],
];

const entry = (now: Date, index: number): LogEntryView => {
  const [action, who, targetName, data = {}] = invented[index % invented.length] as Invented;
  const told = {
    action,
    actorKind:
      who === null
        ? action === "user.sign_in_failed"
          ? "person"
          : "patchbay"
        : who === "billing"
          ? "key"
          : "person",
    actorId: who === null ? null : "1",
    actorName: who,
    targetKind: action.startsWith("connection") || action === "token.read" ? "connection" : "user",
    targetId: targetName === null ? null : "2",
    targetName,
    data,
  };
  return {
    sequence: 12_345 - index,
    at: new Date(now.getTime() - index * 3_700_000),
    sentence: sentence(told),
    address: who === null ? null : "192.0.2.17",
    facts: Object.entries({ ...told, data: JSON.stringify(data), hash: "kQ2".repeat(14) }).flatMap(
      ([name, value]) => (value === null ? [] : [{ name, value: String(value) }]),
    ),
  };
};

export const logPage = (now: Date): LogPageView => ({
  entries: Array.from({ length: 12 }, (_, index) => entry(now, index)),
  newer: 12_346,
  older: 12_334,
  lookedTo: null,
});

/** A search that has to be gone on with. */
export const someOfLog = (now: Date): LogPageView => ({
  entries: [entry(now, 0)],
  newer: null,
  older: 9_000,
  lookedTo: { sequence: 9_000, at: new Date(now.getTime() - 86_400_000) },
});

export const noEntries: LogPageView = { entries: [], newer: null, older: null, lookedTo: null };

export const check = (now: Date): CheckView => ({
  head: 12_345,
  headText: `12345 ${"kQ2".repeat(14)}x`,
  verified: { through: 12_300, at: new Date(now.getTime() - 600_000) },
  broken: null,
  under: null,
});

export const brokenCheck = (now: Date): CheckView => ({
  ...check(now),
  broken: { what: "edited", sequence: 9_871 },
});

export const settings: Settings = {
  signUp: "closed",
  returnAddresses: ["https://app.acme.example/settings"],
  keepAuditDays: 400,
  keepEventsDays: 400,
  keepDeliveriesDays: 30,
};

export const keysView = (now: Date): KeysView => ({
  keys: [
    { id: "k2", primary: true, rows: 48_211, seals: 190_000, worn: false },
    { id: "k1", primary: false, rows: 0, seals: 2_200_000_000, worn: true },
  ],
  rows: 48_211,
  countedAt: new Date(now.getTime() - 4_000),
  file: null,
  rotation: {
    keyId: "k2",
    total: 48_211,
    done: 48_211,
    startedAt: new Date(now.getTime() - 7_200_000),
    finishedAt: new Date(now.getTime() - 7_000_000),
  },
});

export const rotatingKeys = (now: Date): KeysView => ({
  ...keysView(now),
  keys: [
    { id: "k2", primary: true, rows: 18_211, seals: 50_000, worn: false },
    { id: "k1", primary: false, rows: 30_000, seals: 2_200_000_000, worn: true },
  ],
  file: "data/patchbay.key",
  rotation: {
    keyId: "k2",
    total: 48_211,
    done: 18_211,
    startedAt: new Date(now.getTime() - 30_000),
    finishedAt: null,
  },
});
