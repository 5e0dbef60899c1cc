import type { Metadata } from "next";
import { cookies } from "next/headers";
import { isTheme } from "#components/appearance";
import { type AccountProblem, AccountScreen } from "#components/screens/account";
import { SignedIn } from "#components/signed-in";
import { requirePerson } from "#lib/auth";
import { now } from "#lib/clock";
import { doneSentence, problemView } from "#lib/connections/words";
import { themeCookie } from "#lib/cookies";
import { mailMode } from "#lib/mail/mode";
import { readAccount } from "#lib/people/account";
import { listSessions } from "#lib/people/sessions";
import { csrfToken, singleSignOn } from "#lib/sign-in-page";
import { undoOf } from "#lib/undo";
import { one } from "../_components/query.ts";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage({ searchParams }: PageProps<"/account">) {
  const person = await requirePerson("/account");
  const query = await searchParams;
  const theme = (await cookies()).get(themeCookie())?.value;
  const [account, sessions] = await Promise.all([readAccount(person), listSessions(person)]);
  return (
    <SignedIn here="/account">
      <AccountScreen
        account={account}
        sessions={sessions}
        mail={mailMode()}
        sso={singleSignOn()}
        theme={isTheme(theme) ? theme : "system"}
        csrf={await csrfToken()}
        now={now()}
        problem={problemAt(one(query.at), one(query.problem), account.hasPassword)}
        typed={{ name: one(query.name) }}
        done={doneSentence(one(query.done))}
        undo={await undoOf(person, `/account?done=${one(query.done)}`)}
      />
    </SignedIn>
  );
}

/** Said at the field it is about. */
function problemAt(
  form: string | undefined,
  code: string | undefined,
  hasPassword: boolean,
): AccountProblem | null {
  const problem = problemView(code);
  if (problem === null) return null;
  if (form === "name" && code === "invalid_input")
    return { at: "name", sentence: "Please give a name of at most 200 characters. It was not changed." };
  if (form === "password" && code === "invalid_input")
    return {
      at: "password",
      sentence: "That is too short, or longer than 200 characters. Nothing was changed.",
    };
  if (form === "password") return { at: hasPassword ? "current" : "password", sentence: problem.sentence };
  return { at: "page", sentence: problem.sentence };
}
