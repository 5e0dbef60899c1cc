import { Field } from "#components/field";
import { Submit } from "#components/submit";
import type { AccountView } from "#lib/people/account";
import { buttonLook } from "./button-look.ts";

type Props = {
  account: AccountView;
  sso: { name: string } | null;
  problem: { at: string; sentence: string } | null;
};

/** Folded away: two empty password fields on every visit would wake every password manager. */
export function AccountPassword({ account, sso, problem }: Props) {
  const { hasPassword } = account;
  const said = (at: string) => (problem?.at === at ? problem.sentence : undefined);
  return (
    <>
      <p className="mb-3 text-sm text-soft">
        {hasPassword
          ? "Changing it signs out every browser but this one."
          : `You sign in with ${sso?.name ?? "single sign-on"} and have no password here. With one you could sign in by email as well.`}
      </p>
      <details open={problem !== null} className="group">
        <summary className={buttonLook("plain", "list-none [&::-webkit-details-marker]:hidden")}>
          <span className="group-open:hidden">{hasPassword ? "Change it" : "Set one"}</span>
          <span className="hidden group-open:inline">Not now</span>
        </summary>
        <form method="post" action="/account/password" className="mt-5 space-y-5">
          {/* Tells password managers whose password this is. */}
          <input hidden readOnly type="text" autoComplete="username" value={account.email} />
          {hasPassword ? (
            <Field
              name="current"
              label="Present password"
              type="password"
              required
              autoComplete="current-password"
              problem={said("current")}
              autoFocus={said("current") !== undefined}
            />
          ) : null}
          <Field
            id="new-password"
            name="password"
            label="New password"
            hint="Twelve characters or more. A few unrelated words do well."
            type="password"
            required
            minLength={12}
            maxLength={200}
            autoComplete="new-password"
            problem={said("password")}
            autoFocus={said("password") !== undefined}
          />
          <Submit look="primary">{hasPassword ? "Change the password" : "Set the password"}</Submit>
        </form>
      </details>
    </>
  );
}
