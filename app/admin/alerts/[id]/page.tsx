import type { Metadata } from "next";
import { AdminFrame } from "#components/admin-frame";
import { AlertRuleScreen } from "#components/screens/alert-rule";
import { readRuleOf } from "#lib/alerts/rules";
import { requireAdmin } from "#lib/auth";
import { catalogue } from "#lib/connections/catalogue";
import { mailMode } from "#lib/mail/mode";
import { orNotFound } from "../../../_components/or-not-found.ts";
import { fieldsOf, typedOver, wrongRule } from "../fields.ts";

export const metadata: Metadata = { title: "A rule" };

export default async function RulePage({ params, searchParams }: PageProps<"/admin/alerts/[id]">) {
  const { id } = await params;
  const here = `/admin/alerts/${id}`;
  const actor = await requireAdmin(here);
  const rule = await orNotFound(readRuleOf(actor, id));
  const query = await searchParams;
  return (
    <AdminFrame here={here} title="A rule" back={{ href: "/admin/alerts", label: "Alerts" }}>
      <AlertRuleScreen
        rule={rule}
        values={typedOver(fieldsOf(rule), query)}
        vendors={catalogue()}
        mail={mailMode()}
        problem={query.problem === undefined ? null : wrongRule}
      />
    </AdminFrame>
  );
}
