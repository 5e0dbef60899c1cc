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
  return (
    <AdminFrame
      here="/admin/people/invite"
      title="Invite somebody"
      back={{ href: "/admin/people", label: "People" }}
    >
      <InviteScreen
        mail={mailMode()}
        problem={problemOf(one(query.problem))}
        typed={{ email: one(query.email), role: one(query.role), by: one(query.by) }}
      />
    </AdminFrame>
  );
}

/** Said at the field it is about. */
function problemOf(code: string | undefined) {
  const problem = problemView(code);
  if (problem === null) return null;
  if (code === "invalid_input")
    return { at: "email", sentence: "That is no email address. Nobody was invited." } as const;
  if (code === "email_taken")
    return {
      at: "email",
      sentence: "That email has an account here already, so nobody has to be invited. People lists it.",
    } as const;
  return { at: "page", sentence: problem.sentence } as const;
}
