import { signUp } from "#lib/people/register";
import { openFormRoute } from "#lib/route";

export const POST = openFormRoute(async (form, request) => {
  await signUp(form, request.headers.get("x-patchbay-address") ?? "unknown");
  return "/sign-in?done=signed_up";
}, "/sign-up");
