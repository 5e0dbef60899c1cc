import Link from "next/link";
import { Farewell } from "#components/farewell";
import { Field } from "#components/field";
import { Notice } from "#components/notice";
import { Submit } from "#components/submit";
import { Threshold } from "#components/threshold";
import type { FarewellView } from "#lib/people/farewell";

type Props = {
  csrfToken: string;
  callbackUrl: string;
  email: string;
  signUpOpen: boolean;
  sso: { name: string } | null;
  problem: string | null;
  done: string | null;
  /** For somebody who has just deleted their account. */
  farewell?: FarewellView | null;
};

export function SignInScreen(props: Props) {
  const { csrfToken, callbackUrl, email, signUpOpen, sso, problem, done, farewell } = props;
  const handshake = (
    <>
      <input type="hidden" name="csrfToken" value={csrfToken} />
      <input type="hidden" name="callbackUrl" value={callbackUrl} />
    </>
  );
  return (
    <Threshold title="Sign in" lead="See and mend the connections to your accounts elsewhere.">
      {problem ? <Notice tone="bad">{problem}</Notice> : done ? <Notice tone="good">{done}</Notice> : null}
      {farewell ? (
        <Notice tone="good" title="Your account is deleted">
          <Farewell farewell={farewell} />
        </Notice>
      ) : null}
      <form method="post" action="/api/auth/callback/credentials" className="space-y-5">
        {handshake}
        <Field
          name="email"
          label="Email"
          type="email"
          required
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          defaultValue={email}
        />
        <Field name="password" label="Password" type="password" required autoComplete="current-password" />
        <Submit look="primary" className="w-full">
          Sign in
        </Submit>
      </form>
      {sso ? (
        <form method="post" action="/api/auth/signin/oidc" className="border-t pt-5">
          {handshake}
          <Submit className="w-full">Sign in with {sso.name}</Submit>
        </form>
      ) : null}
      {signUpOpen ? (
        <p className="text-sm text-soft">
          New here?{" "}
          <Link href="/sign-up" prefetch={false} className="text-accent underline underline-offset-2">
            Create an account
          </Link>
        </p>
      ) : null}
    </Threshold>
  );
}
