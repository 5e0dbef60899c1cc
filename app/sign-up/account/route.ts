import { signUp } from "#lib/people/register";
import { keepEmail, openFormRoute, seeOther } from "#lib/route";

export const POST = openFormRoute(async (form, request) => {
  await signUp(form, request.headers.get("x-patchbay-address") ?? "unknown");
  return keepEmail(seeOther("/sign-in?done=signed_up"), form.email);
}, "/sign-up");
