import { signUp } from "#lib/people/register";
import { addressOf, keepEmail, openFormRoute, seeOther } from "#lib/route";

export const POST = openFormRoute(async (form, request) => {
  await signUp(form, addressOf(request));
  return keepEmail(seeOther("/sign-in?done=signed_up"), form.email);
}, "/sign-up");
