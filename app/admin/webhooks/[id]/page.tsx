import type { Metadata } from "next";
import { AdminFrame } from "#components/admin-frame";
import { Name } from "#components/name";
import { WebhookScreen } from "#components/screens/webhook";
import { requireAdmin } from "#lib/auth";
import { now } from "#lib/clock";
import { problemView } from "#lib/connections/words";
import { shownOnce } from "#lib/shown-once";
import { asAdministrator } from "#lib/webhooks/administrator";
import { listDeliveries, readEndpoint } from "#lib/webhooks/endpoints";
import { doneWords } from "#lib/webhooks/words";
import { orNotFound } from "../../../_components/or-not-found.ts";
import { one } from "../../../_components/query.ts";

export const metadata: Metadata = { title: "Webhook endpoint" };

const PAGE = 30;
const outcomes = ["waiting", "delivered", "given_up"];

export default async function WebhookPage({ params, searchParams }: PageProps<"/admin/webhooks/[id]">) {
  const { id } = await params;
  const actor = await requireAdmin(`/admin/webhooks/${id}`);
  const by = asAdministrator(actor);
  const query = await searchParams;
  const outcome = outcomes.find((each) => each === one(query.outcome));
  const cursor = /^\d{1,15}$/.exec(one(query.before) ?? "")?.[0];
  const endpoint = await orNotFound(readEndpoint(by, id));
  const { data, nextCursor } = await listDeliveries(by, id, {
    limit: PAGE,
    ...(outcome === undefined ? {} : { outcome }),
    ...(cursor === undefined ? {} : { cursor }),
  });
  return (
    <AdminFrame
      here={`/admin/webhooks/${id}`}
      title={<Name lines="all">{endpoint.name}</Name>}
      back={{ href: "/admin/webhooks", label: "Webhooks" }}
    >
      <WebhookScreen
        endpoint={endpoint}
        deliveries={data}
        older={nextCursor}
        outcome={outcome ?? null}
        secret={await shownOnce(actor, `/admin/webhooks/${id}`)}
        now={now()}
        problem={problemView(one(query.problem))}
        typed={{ url: one(query.url), name: one(query.name), types: one(query.types)?.split(",") }}
        done={doneWords(one(query.done))}
      />
    </AdminFrame>
  );
}
