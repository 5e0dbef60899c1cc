import type { Metadata } from "next";
import { AdminFrame } from "#components/admin-frame";
import { WebhooksScreen } from "#components/screens/webhooks";
import { requireAdmin } from "#lib/auth";
import { now } from "#lib/clock";
import { problemView } from "#lib/connections/words";
import { asAdministrator } from "#lib/webhooks/administrator";
import { listEndpoints } from "#lib/webhooks/endpoints";
import { doneWords } from "#lib/webhooks/words";
import { one } from "../../_components/query.ts";

export const metadata: Metadata = { title: "Webhooks" };

export default async function WebhooksPage({ searchParams }: PageProps<"/admin/webhooks">) {
  const by = asAdministrator(await requireAdmin("/admin/webhooks"));
  const query = await searchParams;
  return (
    <AdminFrame
      here="/admin/webhooks"
      title="Webhooks"
      lead="Your own software is told here what happens to connections, signed and in order."
    >
      <WebhooksScreen
        endpoints={await listEndpoints(by)}
        now={now()}
        problem={problemView(one(query.problem))}
        typed={{ url: one(query.url), name: one(query.name), types: one(query.types)?.split(",") }}
        done={doneWords(one(query.done))}
      />
    </AdminFrame>
  );
}
