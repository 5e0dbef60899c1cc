import { Submit } from "#components/submit";
import type { Look } from "./button-look.ts";

export function SignOut({ csrf, look = "plain" }: { csrf: string; look?: Look }) {
  return (
    <form method="post" action="/api/auth/signout">
      <input type="hidden" name="csrfToken" value={csrf} />
      <input type="hidden" name="callbackUrl" value="/sign-in?done=signed_out" />
      <Submit look={look}>Sign out</Submit>
    </form>
  );
}
