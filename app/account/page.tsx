import type { Metadata } from "next";
import { cookies } from "next/headers";
import { isTheme } from "#components/appearance";
import { AccountScreen } from "#components/screens/account";
import { SignedIn } from "#components/signed-in";
import { requirePerson } from "#lib/auth";
import { now } from "#lib/clock";
import { doneSentence, problemView } from "#lib/connections/words";
import { themeCookie } from "#lib/cookies";
import { listSessions } from "#lib/people/sessions";
import { csrfToken } from "#lib/sign-in-page";
import { one } from "../_components/query.ts";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage({ searchParams }: PageProps<"/account">) {
  const person = await requirePerson("/account");
  const query = await searchParams;
  const theme = (await cookies()).get(themeCookie())?.value;
  return (
    <SignedIn here="/account">
      <AccountScreen
        person={person}
        sessions={await listSessions(person)}
        theme={isTheme(theme) ? theme : "system"}
        csrf={await csrfToken()}
        now={now()}
        problem={problemView(one(query.problem))?.sentence ?? null}
        done={doneSentence(one(query.done))}
      />
    </SignedIn>
  );
}
