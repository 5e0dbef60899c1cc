import type { Metadata } from "next";
import { cookies } from "next/headers";
import { InvitationScreen } from "#components/screens/invitation";
import { now } from "#lib/clock";
import { problemView } from "#lib/connections/words";
import { emailCookie, invitationCookie } from "#lib/cookies";
import { Failure, type FailureCode } from "#lib/errors";
import { type OpenInvitation, openInvitation } from "#lib/people/invitations";
import { one } from "../_components/query.ts";

export const metadata: Metadata = { title: "Invitation" };

export default async function InvitationPage({ searchParams }: PageProps<"/invitation">) {
  const query = await searchParams;
  const jar = await cookies();
  const { invitation, refusal } = await opened(jar.get(invitationCookie())?.value);
  const problem = problemView(one(query.problem) ?? refusal);
  return (
    <InvitationScreen
      invitation={invitation}
      typed={{ name: one(query.name), email: jar.get(emailCookie())?.value }}
      problem={problem === null ? null : problem.code === "invalid_input" ? TYPED_WRONG : problem.sentence}
      now={now()}
    />
  );
}

type Opened = { invitation: OpenInvitation | null; refusal?: FailureCode };

/** None where this browser has opened none, or one that is not good by now. */
async function opened(token: string | undefined): Promise<Opened> {
  if (token === undefined) return { invitation: null };
  try {
    return { invitation: await openInvitation(token) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.code === "invitation_over") return { invitation: null };
    if (error.code === "invitation_unbacked") return { invitation: null, refusal: error.code };
    throw error;
  }
}

const TYPED_WRONG =
  "A name, an email and a password of at least twelve characters are needed. Nothing was changed.";
