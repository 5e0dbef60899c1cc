import type { ComponentProps, ReactNode } from "react";
import { AdminFrame } from "#components/admin-frame";
import { AdminConnectionScreen } from "#components/screens/admin-connection";
import { AdminConnectionsScreen } from "#components/screens/admin-connections";
import { AdminOverviewScreen, OverviewHeadline } from "#components/screens/admin-overview";
import { BulkScreen } from "#components/screens/bulk";
import { BulkConfirmScreen } from "#components/screens/bulk-confirm";
import { Shell } from "#components/shell";
import type { OverviewView } from "#lib/admin/overview";
import { anyone, type Column, columns } from "#lib/admin/wish";
import { problemView } from "#lib/connections/words";
import { failures } from "#lib/errors";
import { administered, bulkJob, bulkPage, listedPage, overviewOf, prepared } from "./admin-fixtures.ts";
import { vendors } from "./fixtures.ts";

const overview = (now: Date, view: OverviewView) => (
  <AdminFrame here="/admin" title="Overview" lead={<OverviewHeadline overview={view} />}>
    <AdminOverviewScreen overview={view} now={now} />
  </AdminFrame>
);

const everyone = (now: Date, props: Partial<ComponentProps<typeof AdminConnectionsScreen>>) => (
  <AdminFrame here="/admin/connections" title="Everyone's connections" lead="Who linked what.">
    <AdminConnectionsScreen
      page={listedPage(now, 50)}
      wish={anyone}
      columns={["owner", "ends", "proof"]}
      vendors={vendors}
      jobs={[]}
      now={now}
      problem={null}
      tick={{ all: false, href: "/admin/connections?tick=page" }}
      {...props}
    />
  </AdminFrame>
);

const below = (title: string, children: ReactNode) => (
  <AdminFrame here="/admin/connections/1" title={title}>
    {children}
  </AdminFrame>
);

const alone = (children: ReactNode) => (
  <Shell here="/admin/connections" theme="system" csrf="" admin>
    {children}
  </Shell>
);

/** The administrators' screens, in the states that are hard to bring about. */
export const adminScreens = {
  "admin-overview": ({ now }: { now: Date }) => overview(now, overviewOf(now, "calm")),
  "admin-overview-empty": ({ now }: { now: Date }) => overview(now, overviewOf(now, "empty")),
  "admin-overview-trouble": ({ now }: { now: Date }) => overview(now, overviewOf(now, "trouble")),
  "admin-connections": ({ now }: { now: Date }) =>
    everyone(now, { jobs: [bulkJob(now, "running"), bulkJob(now, "finished")].slice(0, 1) }),
  "admin-connections-columns": ({ now }: { now: Date }) =>
    everyone(now, {
      tick: { all: true, href: "/admin/connections" },
      columns: Object.keys(columns) as Column[],
      wish: { ...anyone, text: "acme", endsInDays: 5 },
      problem: {
        code: "invalid_input",
        title: "That did not work",
        sentence: failures.invalid_input[1],
        belowTitle: failures.invalid_input[1],
      },
    }),
  "admin-connections-empty": ({ now }: { now: Date }) => everyone(now, { page: listedPage(now, 0) }),
  "admin-connections-not-found": ({ now }: { now: Date }) =>
    everyone(now, { page: listedPage(now, 0), wish: { ...anyone, text: "nobody" } }),
  "admin-connection": ({ now }: { now: Date }) =>
    below(
      "Acme Studios",
      <AdminConnectionScreen administered={administered(now)} now={now} problem={null} done={null} />,
    ),
  "bulk-confirm": ({ now }: { now: Date }) =>
    alone(
      <BulkConfirmScreen
        prepared={prepared(now, 10_000, "newest first")}
        now={now}
        problem={problemView("number_differs")}
      />,
    ),
  "bulk-nothing": ({ now }: { now: Date }) =>
    alone(<BulkConfirmScreen prepared={prepared(now, 0)} now={now} problem={null} />),
  "bulk-running": ({ now }: { now: Date }) =>
    below("Test 1,203 connections", <BulkScreen page={bulkPage(now, "running")} now={now} />),
  "bulk-cancelled": ({ now }: { now: Date }) =>
    below("Test 1,203 connections", <BulkScreen page={bulkPage(now, "cancelled")} now={now} />),
};
