import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { AccountFormScreen } from "#components/screens/account-form";
import { problemView } from "#lib/connections/words";
import { signInPage } from "#lib/sign-in-page";
import { one } from "../_components/query.ts";

export const metadata: Metadata = { title: "Create an account" };

export default async function SignUpPage({ searchParams }: PageProps<"/sign-up">) {
  const query = await searchParams;
  const { needsSetUp, signUpOpen, email } = await signInPage(query);
  if (needsSetUp) redirect("/set-up");
  if (!signUpOpen) notFound();
  const problem = problemView(one(query.problem));
  return <AccountFormScreen kind="sign-up" problem={problem} typed={{ name: one(query.name), email }} />;
}
