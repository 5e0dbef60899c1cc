import type { Metadata } from "next";
import { Live } from "#components/live";
import { WeekScreen } from "#components/screens/week";
import { SignedIn } from "#components/signed-in";
import { requirePerson } from "#lib/auth";
import { now } from "#lib/clock";
import { listConnections } from "#lib/connections/read";

export const metadata: Metadata = { title: "The coming week" };

export default async function WeekPage() {
  const since = now();
  const actor = await requirePerson("/week");
  return (
    <SignedIn here="/week">
      <Live since={since.getTime()} />
      <WeekScreen connections={await listConnections(actor)} now={now()} />
    </SignedIn>
  );
}
