import type { AdministeredConnection } from "#lib/admin/connection";
import type { ListedConnection, ListedPage } from "#lib/admin/list";
import type { OverviewView, StateCounts } from "#lib/admin/overview";
import type { PreparedBulk } from "#lib/bulk/prepare";
import type { BulkPage, BulkRow, BulkView } from "#lib/bulk/read";
import { failures } from "#lib/errors";
import {
  connection,
  later,
  longName,
  rightToLeftName,
  state,
  stateNames,
  vendor,
  vendors,
} from "./fixtures.ts";

/** The administrators' part of the drawings. */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

function listedRows(now: Date, amount: number): ListedConnection[] {
  return Array.from({ length: amount }, (_, index) => {
    const name = stateNames[index % stateNames.length] ?? "works";
    const at = vendors[index % vendors.length] ?? vendor("wistia");
    return {
      id: `con_${index}`,
      vendor: at,
      name: index % 9 === 4 ? longName : index % 7 === 3 ? rightToLeftName : `Account ${index + 1}`,
      accountName: index % 5 === 2 ? `Called otherwise ${index}` : null,
      accountId: `a${index}`,
      owner: {
        id: `usr_${index % 11}`,
        name: index % 6 === 5 ? rightToLeftName : "Ada Obi",
        email: index % 4 === 3 ? null : "ada@acme.example",
      },
      state: state(name, now),
      expiresAt: index % 3 === 2 ? null : later(now, (index - 2) * hour),
      renews: index % 2 === 0,
      proof: index % 8 === 7 ? null : { by: "a renewal", at: later(now, -index * hour) },
      linkedAt: later(now, -index * day),
      lastReadAt: index % 3 === 0 ? null : later(now, -index * minute),
    };
  });
}

export const listedPage = (now: Date, amount: number): ListedPage => ({
  rows: listedRows(now, amount),
  previous: null,
  next: amount === 50 ? "1~con_49" : null,
  total:
    amount === 50
      ? { number: 100_000, countedAt: later(now, -2 * minute) }
      : { number: amount, or: "exactly" },
});

const none: StateCounts = {
  works: 0,
  unproven: 0,
  renewing: 0,
  vendor_trouble: 0,
  needs_you: 0,
  disconnected: 0,
};

export function overviewOf(now: Date, kind: "empty" | "calm" | "trouble"): OverviewView {
  const share = (works: number, needy: number, waiting: number): StateCounts => ({
    ...none,
    works,
    needs_you: needy,
    vendor_trouble: waiting,
    unproven: Math.round(works / 40),
    disconnected: Math.round(works / 20),
  });
  const trouble = kind === "trouble";
  const rows =
    kind === "empty"
      ? []
      : vendors.map((each, index) => {
          const counts = share(
            20_000 - index * 4_100,
            trouble ? index * 9 : 0,
            trouble && index < 2 ? 1_203 : 0,
          );
          const total = Object.values(counts).reduce((sum, number) => sum + number, 0);
          return { id: each.id, name: each.name, counts, total };
        });
  const counts = Object.fromEntries(
    stateNames.map((name) => [name, rows.reduce((sum, row) => sum + row.counts[name], 0)]),
  ) as StateCounts;
  const busy = kind === "empty" ? 0 : 1;
  return {
    incidents: trouble
      ? [
          { id: "1", vendor: vendor("wistia"), kind: "outage", openedAt: later(now, -hour), affected: 1_203 },
          { id: "2", vendor: vendor("gist"), kind: "client", openedAt: later(now, -day), affected: 8 },
        ]
      : [],
    vendors: rows,
    counts,
    total: rows.reduce((sum, { total }) => sum + total, 0),
    failing: trouble ? 3 : 0,
    peopleNeeded: trouble ? 37 : 0,
    countedAt: later(now, -12_000),
    lately: { renewed: 1_204 * busy, failed: 3 * busy, refused: 0, read: 48_211 * busy },
    days: Array.from({ length: 14 }, (_, index) => ({
      day: later(now, (index - 13) * day),
      renewed: busy * (1_100 + ((index * 37) % 160)),
      failed: busy * (index % 4 === 1 ? 3 : 0) + (trouble && index === 12 ? 214 : 0),
      refused: 0,
      read: busy * (40_000 + ((index * 7_919) % 12_000)),
    })),
    ending: trouble
      ? {
          total: 12,
          vendors: [
            { name: "Wistia", number: 9 },
            { name: "api.video", number: 3 },
          ],
          first: listedRows(now, 5).map((row) => ({ ...row, expiresAt: later(now, 3 * day) })),
        }
      : { total: 0, vendors: [], first: [] },
    events:
      kind === "empty"
        ? []
        : listedRows(now, 6).map((row, index) => ({
            id: row.id,
            connectionId: row.id,
            name: row.name,
            vendor: row.vendor.name,
            at: later(now, -index * 3 * minute),
            title: index === 2 ? "Renewal failed" : "Renewed",
            tone: index === 2 ? "bad" : "good",
          })),
  };
}

export function administered(now: Date): AdministeredConnection {
  return {
    connection: connection(now, "vendor_trouble"),
    owner: { id: "usr_1", name: "Ada Obi", email: "ada@acme.example", disabled: true },
    facts: {
      status: "active",
      generation: 17,
      renewable: true,
      issuedAt: later(now, -5 * hour),
      expiresAt: later(now, 41 * minute),
      provedBy: "renewal",
      provedAt: later(now, -5 * hour),
      dueAt: later(now, 2 * minute),
      retryAt: later(now, 2 * minute),
      failures: 3,
      failureCode: "provider_unreachable",
      failedAt: later(now, -minute),
      lease: { owner: `4f1c2b1e-7a54:4026531836/812/${"9".repeat(40)}/5f0c2b1e`, until: later(now, 20_000) },
      intent: '{"operation":"renew","generation":17,"unanswered":1}',
      sealedBy: [
        { field: "access token", key: "k2026" },
        { field: "refresh token", key: "k2025" },
      ],
      requestedScopes: null,
      grantedScopes: "media:read media:upload stats:read",
      createdAt: later(now, -40 * day),
    },
    told: [
      {
        id: "msg_2",
        position: 2,
        type: "connection.needs_attention",
        createdAt: later(now, -hour),
        dueAt: null,
        deliveries: [
          {
            id: "d",
            messageId: "msg_2",
            outcome: "waiting",
            failures: 2,
            endedAt: null,
            endpoint: "Our CRM",
          },
        ],
      },
      {
        id: "msg_1",
        position: 1,
        type: "connection.linked",
        createdAt: later(now, -40 * day),
        dueAt: null,
        deliveries: [],
      },
    ],
  };
}

export const bulkJob = (now: Date, state: BulkView["state"]): BulkView => ({
  id: "job_1",
  action: "test",
  title: "Test 1,203 connections",
  chosen: "Wistia, Needs you",
  by: "Ada Obi",
  createdAt: later(now, -3 * minute),
  total: 1_203,
  done: state === "finished" ? 1_190 : 412,
  failed: 13,
  state,
  endedAt: state === "running" || state === "cancelling" ? null : later(now, -minute),
});

export function bulkPage(now: Date, state: BulkView["state"]): BulkPage {
  const outcomes = ["done", "failed", "waiting", "cancelled"] as const;
  const sentences: Record<BulkRow["outcome"], string> = {
    done: "The vendor answered: it works.",
    failed: failures.reauth_required[1],
    waiting: "Its turn has not come yet.",
    cancelled: "Left alone, since the action was cancelled.",
  };
  return {
    job: bulkJob(now, state),
    reasons: [{ sentence: failures.reauth_required[1], number: 3 }],
    rows: listedRows(now, 12).map(({ id, name }, index) => {
      const outcome = outcomes[index % outcomes.length] ?? "done";
      return {
        position: index + 1,
        connectionId: id,
        name,
        exists: index !== 5,
        outcome,
        sentence: sentences[outcome],
      };
    }),
    next: 12,
    failedOnly: false,
  };
}

export const prepared = (now: Date, amount: number, capped: string | null = null): PreparedBulk => ({
  action: "disconnect",
  scope: "all",
  filter: "state=needs_you",
  ticked: [],
  chosen: "Needs you",
  total: amount,
  capped,
  byNumber: amount > 1,
  first: listedRows(now, Math.min(5, amount)),
  back: "/admin/connections?state=needs_you",
});
