import { cookies } from "next/headers";
import { cookieOptions, invitationCookie } from "#lib/cookies";
import { acceptInvitation, limitOpening } from "#lib/people/invitations";
import { addressOf, keepEmail, openFormRoute, seeOther } from "#lib/route";

export const POST = openFormRoute(async (form, request) => {
  await limitOpening(addressOf(request));
  const token = (await cookies()).get(invitationCookie())?.value ?? "";
  const email = await acceptInvitation(token, form);
  const answer = seeOther("/sign-in?done=invitation_used");
  answer.cookies.set(invitationCookie(), "", { ...cookieOptions(), maxAge: 0 });
  return keepEmail(answer, email);
}, "/invitation");
