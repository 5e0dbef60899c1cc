import type { Metadata } from "next";
import { connection } from "next/server";
import { ApiReferenceScreen } from "#components/screens/api-reference";
import { document } from "#lib/api/document";

export const metadata: Metadata = { title: "API reference" };

/** The API's own description as a page; it tells nothing of this installation, so nobody has to sign in. */
export default async function ApiReferencePage() {
  await connection();
  return <ApiReferenceScreen document={document()} />;
}
