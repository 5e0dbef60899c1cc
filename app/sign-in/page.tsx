import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInScreen } from "#components/screens/sign-in";
import { currentPerson } from "#lib/auth";
import { doneSentence } from "#lib/connections/words";
import { farewellView } from "#lib/people/farewell";
import { signInPage, signInProblem } from "#lib/sign-in-page";
import { one } from "../_components/query.ts";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const query = await searchParams;
  const page = await signInPage(query);
  if (page.needsSetUp) redirect("/set-up");
  if ((await currentPerson()) !== null) redirect("/connections");
  const code = one(query.problem) ?? one(query.error);
  return (
    <SignInScreen
      {...page}
      problem={signInProblem(code, page.sso)}
      done={doneSentence(one(query.done))}
      farewell={farewellView(query)}
    />
  );
}
