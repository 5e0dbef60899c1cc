import type { Metadata } from "next";
import { CustomerFrame } from "#components/customer-frame";
import { PageHeader } from "#components/page-header";
import { problemView } from "#lib/connections/words";
import { one } from "../../_components/query.ts";

export const metadata: Metadata = { title: "Nothing more to do here" };

export default async function OverPage({ searchParams }: PageProps<"/connect-session/over">) {
  const query = await searchParams;
  const problem = problemView(one(query.problem));
  return (
    <CustomerFrame>
      <PageHeader title={problem?.title ?? "All done"}>
        {problem?.belowTitle ?? "You can close this page and go back to where you came from."}
      </PageHeader>
    </CustomerFrame>
  );
}
