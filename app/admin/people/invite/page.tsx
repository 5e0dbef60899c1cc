import type { Metadata } from "next";
import { AdminFrame } from "#components/admin-frame";
import { InviteScreen } from "#components/screens/invite";
import { requireAdmin } from "#lib/auth";
import { problemView } from "#lib/connections/words";
import { mailMode } from "#lib/mail/mode";
import { one } from "../../../_components/query.ts";

export const metadata: Metadata = { title: "Invite somebody" };

export default async function InvitePage({ searchParams }: PageProps<"/admin/people/invite">) {
  await requireAdmin("/admin/people/invite");
  const query = await searchParams;
  const problem = problemView(one(query.problem));
  return (
    <AdminFrame
      here="/admin/people/invite"
      title="Invite somebody"
      back={{ href: "/admin/people", label: "People" }}
    >
      <InviteScreen
        mail={mailMode()}
        problem={
          problem?.code === "invalid_input"
            ? "That is no email address. Nobody was invited."
            : (problem?.sentence ?? null)
        }
        typed={{ email: one(query.email), role: one(query.role), by: one(query.by) }}
      />
    </AdminFrame>
  );
}
