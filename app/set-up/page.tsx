import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AccountFormScreen } from "#components/screens/account-form";
import { problemView } from "#lib/connections/words";
import { signInPage } from "#lib/sign-in-page";
import { one } from "../_components/query.ts";

export const metadata: Metadata = { title: "Set up" };

export default async function SetUpPage({ searchParams }: PageProps<"/set-up">) {
  const query = await searchParams;
  const { needsSetUp, email } = await signInPage(query);
  if (!needsSetUp) redirect("/sign-in");
  const problem = problemView(one(query.problem));
  return <AccountFormScreen kind="set-up" problem={problem} typed={{ name: one(query.name), email }} />;
}
