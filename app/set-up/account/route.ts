import { setUp } from "#lib/people/register";
import { keepEmail, openFormRoute, seeOther } from "#lib/route";

export const POST = openFormRoute(async (form) => {
  await setUp(form);
  return keepEmail(seeOther("/sign-in?done=set_up"), form.email);
}, "/set-up");
