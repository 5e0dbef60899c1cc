import type { Metadata } from "next";
import { DeleteAccountScreen } from "#components/screens/delete-account";
import { SignedIn } from "#components/signed-in";
import { requirePerson } from "#lib/auth";
import { listConnections } from "#lib/connections/read";
import { problemView } from "#lib/connections/words";
import { readAccount } from "#lib/people/account";
import { one } from "../../_components/query.ts";

export const metadata: Metadata = { title: "Delete your account" };

export default async function DeleteAccountPage({ searchParams }: PageProps<"/account/delete">) {
  const person = await requirePerson("/account/delete");
  const code = one((await searchParams).problem);
  const [account, connections] = await Promise.all([readAccount(person), listConnections(person)]);
  return (
    <SignedIn here="/account/delete">
      <DeleteAccountScreen
        account={account}
        connections={connections.filter(({ state }) => state.name !== "disconnected")}
        problem={problemOf(code)}
      />
    </SignedIn>
  );
}

function problemOf(code: string | undefined) {
  const problem = problemView(code);
  if (problem === null) return null;
  if (code === "invalid_input")
    return { at: "field", sentence: "That is not your email. Nothing was deleted; try again." } as const;
  const at = code === "wrong_password" || code === "rate_limited" ? "field" : "page";
  return { at, sentence: problem.sentence } as const;
}
