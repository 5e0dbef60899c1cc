import type { Metadata } from "next";
import { AdminFrame } from "#components/admin-frame";
import { AlertRuleScreen } from "#components/screens/alert-rule";
import { requireAdmin } from "#lib/auth";
import { catalogue } from "#lib/connections/catalogue";
import { mailMode } from "#lib/mail/mode";
import { typedOver, wrongRule } from "../fields.ts";

export const metadata: Metadata = { title: "Add a rule" };

export default async function NewRulePage({ searchParams }: PageProps<"/admin/alerts/new">) {
  const actor = await requireAdmin("/admin/alerts/new");
  const query = await searchParams;
  const fresh = {
    kind: "vendor_incident",
    provider: "",
    threshold: "5",
    mailTo: mailMode() === "none" ? "" : actor.email,
    tellWebhooks: true,
    quietFrom: "",
    quietUntil: "",
    zone: "UTC",
  };
  return (
    <AdminFrame here="/admin/alerts/new" title="Add a rule" back={{ href: "/admin/alerts", label: "Alerts" }}>
      <AlertRuleScreen
        rule={null}
        values={typedOver(fresh, query)}
        vendors={catalogue()}
        mail={mailMode()}
        problem={query.problem === undefined ? null : wrongRule}
      />
    </AdminFrame>
  );
}
