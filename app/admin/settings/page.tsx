import type { Metadata } from "next";
import { AdminFrame } from "#components/admin-frame";
import { SettingsScreen } from "#components/screens/settings";
import { requireAdmin } from "#lib/auth";
import { now } from "#lib/clock";
import { problemView } from "#lib/connections/words";
import { env } from "#lib/env";
import { readKeys } from "#lib/keys/status";
import { readSettingsFor } from "#lib/settings";
import { one } from "../../_components/query.ts";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage({ searchParams }: PageProps<"/admin/settings">) {
  const actor = await requireAdmin("/admin/settings");
  const query = await searchParams;
  const [settings, keys] = await Promise.all([readSettingsFor(actor), readKeys(actor)]);
  const problem = problemView(one(query.problem));
  return (
    <AdminFrame
      here="/admin/settings"
      title="Settings"
      lead="What administrators choose while the server runs."
    >
      <SettingsScreen
        publicUrl={env().PUBLIC_URL}
        settings={settings}
        keys={keys}
        now={now()}
        typed={{
          returnAddresses: one(query.returnAddresses),
          keepAuditDays: one(query.keepAuditDays),
          keepEventsDays: one(query.keepEventsDays),
          keepDeliveriesDays: one(query.keepDeliveriesDays),
        }}
        problem={problem === null ? null : { at: one(query.at) ?? "page", sentence: problem.sentence }}
        done={done.get(one(query.done) ?? "") ?? null}
      />
    </AdminFrame>
  );
}

const done = new Map([
  ["changed", "The settings are changed and hold everywhere within a second."],
  ["rotating", "Everything is being sealed with the newest key. Nobody has to wait for it."],
]);
