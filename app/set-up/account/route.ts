import { setUp } from "#lib/people/register";
import { openFormRoute } from "#lib/route";

export const POST = openFormRoute(async (form) => {
  await setUp(form);
  return "/sign-in?done=set_up";
}, "/set-up");
