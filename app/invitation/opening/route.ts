import { cookieOptions, invitationCookie } from "#lib/cookies";
import { limitOpening, openInvitation, tokenIn } from "#lib/people/invitations";
import { addressOf, openFormRoute, seeOther } from "#lib/route";

const SECONDS = 15 * 60;

/** From here on the link is in a cookie of this browser, and in no address. */
export const POST = openFormRoute(async (form, request) => {
  await limitOpening(addressOf(request));
  const token = tokenIn(form.token ?? "");
  await openInvitation(token);
  const answer = seeOther("/invitation");
  answer.cookies.set(invitationCookie(), token, { ...cookieOptions(), maxAge: SECONDS });
  return answer;
}, "/invitation");
