import type { Metadata } from "next";
import { AdminFrame } from "#components/admin-frame";
import { AlertsScreen } from "#components/screens/alerts";
import { readAlerts } from "#lib/alerts/rules";
import { requireAdmin } from "#lib/auth";
import { now } from "#lib/clock";
import { problemView } from "#lib/connections/words";
import { mailMode } from "#lib/mail/mode";
import { one, wordsFor } from "../../_components/query.ts";

export const metadata: Metadata = { title: "Alerts" };

export default async function AlertsPage({ searchParams }: PageProps<"/admin/alerts">) {
  const actor = await requireAdmin("/admin/alerts");
  const query = await searchParams;
  return (
    <AdminFrame here="/admin/alerts" title="Alerts" lead="Who is told when something goes wrong.">
      <AlertsScreen
        alerts={await readAlerts(actor)}
        mail={mailMode()}
        now={now()}
        problem={problemView(one(query.problem))}
        done={wordsFor(done, one(query.done))}
      />
    </AdminFrame>
  );
}

const done = {
  created: "The rule is there and watches from now on.",
  changed: "The rule is changed.",
  removed: "The rule is removed, and what it had raised is forgotten.",
  tested: "A test is on its way to everybody whom the rule tells.",
  defaults: "From now on you are told. Change whom it tells, or when it keeps quiet, as you like.",
};
