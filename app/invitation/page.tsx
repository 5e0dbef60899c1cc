import type { Metadata } from "next";
import { cookies } from "next/headers";
import { InvitationScreen } from "#components/screens/invitation";
import { now } from "#lib/clock";
import { problemView } from "#lib/connections/words";
import { emailCookie, invitationCookie } from "#lib/cookies";
import { Failure } from "#lib/errors";
import { openInvitation } from "#lib/people/invitations";
import { one } from "../_components/query.ts";

export const metadata: Metadata = { title: "Invitation" };

export default async function InvitationPage({ searchParams }: PageProps<"/invitation">) {
  const query = await searchParams;
  const jar = await cookies();
  const invitation = await opened(jar.get(invitationCookie())?.value);
  const problem = problemView(one(query.problem));
  return (
    <InvitationScreen
      invitation={invitation}
      typed={{ name: one(query.name), email: jar.get(emailCookie())?.value }}
      problem={problem === null ? null : problem.code === "invalid_input" ? TYPED_WRONG : problem.sentence}
      now={now()}
    />
  );
}

/** Null where this browser has opened none, or one that is over by now. */
async function opened(token: string | undefined) {
  if (token === undefined) return null;
  return openInvitation(token).catch((error: unknown) => {
    if (error instanceof Failure && error.code === "invitation_over") return null;
    throw error;
  });
}

const TYPED_WRONG =
  "A name, an email and a password of at least twelve characters are needed. Nothing was changed.";
