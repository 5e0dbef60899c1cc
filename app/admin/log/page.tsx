import type { Metadata } from "next";
import { AdminFrame } from "#components/admin-frame";
import { LogScreen } from "#components/screens/log";
import { readCheck } from "#lib/audit/check";
import { readLog } from "#lib/audit/read";
import { placeOf, readLogWish } from "#lib/audit/wish";
import { requireAdmin } from "#lib/auth";
import { now } from "#lib/clock";
import { catalogue } from "#lib/connections/catalogue";
import { problemView } from "#lib/connections/words";
import { one } from "../../_components/query.ts";

export const metadata: Metadata = { title: "Log" };

export default async function LogPage({ searchParams }: PageProps<"/admin/log">) {
  const actor = await requireAdmin("/admin/log");
  const query = await searchParams;
  const wish = readLogWish(query);
  const [page, check] = await Promise.all([readLog(actor, wish, placeOf(query)), readCheck(actor)]);
  return (
    <AdminFrame
      here="/admin/log"
      title="Log"
      lead="Who did what, when, from where and to what. Entries are only ever added, and each is tied to the one before."
    >
      <LogScreen
        page={page}
        wish={wish}
        check={check}
        vendors={catalogue().map(({ id, name }) => ({ value: id, words: name }))}
        now={now()}
        problem={problemView(one(query.problem))?.sentence ?? null}
      />
    </AdminFrame>
  );
}
