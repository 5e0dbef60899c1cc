import type { Metadata } from "next";
import { AdminFrame } from "#components/admin-frame";
import { VendorScreen } from "#components/screens/vendor";
import { requireAdmin } from "#lib/auth";
import { now } from "#lib/clock";
import { vendorView } from "#lib/connections/catalogue";
import { problemView } from "#lib/connections/words";
import { readVendor } from "#lib/vendors/administration";
import { affectedBy, isSpan, spans, vendorHealth } from "#lib/vendors/health";
import { orNotFound } from "../../../_components/or-not-found.ts";
import { one, wordsFor } from "../../../_components/query.ts";

type Props = PageProps<"/admin/vendors/[provider]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const vendor = vendorView((await params).provider);
  return vendor === null ? {} : { title: vendor.name };
}

export default async function VendorPage({ params, searchParams }: Props) {
  const { provider } = await params;
  const here = `/admin/vendors/${provider}`;
  const actor = await requireAdmin(here);
  const vendor = await orNotFound(readVendor(actor, provider));
  const query = await searchParams;
  const asked = one(query.span);
  const span = isSpan(asked) ? asked : "day";
  const incident = one(query.incident);
  const [health, opened] = await Promise.all([
    vendorHealth(actor, provider, span),
    incident === undefined ? null : orNotFound(affectedBy(actor, provider, incident)),
  ]);
  return (
    <AdminFrame
      here={here}
      title={vendor.name}
      lead={vendor.summary}
      back={{ href: "/admin/vendors", label: "Vendors" }}
    >
      <VendorScreen
        vendor={vendor}
        health={health}
        span={span}
        spans={Object.entries(spans).map(([id, { name }]) => ({ id, name }))}
        opened={opened}
        now={now()}
        problem={problemView(one(query.problem), provider)}
        done={wordsFor(doneWords, one(query.done))}
      />
    </AdminFrame>
  );
}

const doneWords: Record<string, string> = {
  checked: "The credentials were checked; the result stands at the set-up.",
  linking_pause: "New links are paused. People see it said on their pages.",
  linking_resume: "People can link again.",
  renewing_pause: "Renewing is paused. People see it said on their pages.",
  renewing_resume: "Renewing goes on; what came due meanwhile is made good over the next minute.",
};
