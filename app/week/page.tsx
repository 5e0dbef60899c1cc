import type { Metadata } from "next";
import { cache } from "react";
import { Live } from "#components/live";
import { WeekScreen } from "#components/screens/week";
import { SignedIn } from "#components/signed-in";
import { requirePerson } from "#lib/auth";
import { now } from "#lib/clock";
import { coming } from "#lib/connections/forecast";
import { listConnections } from "#lib/connections/read";
import { tabTitle } from "../_components/tab.ts";

/** Read once for the title and the page. */
const read = cache(async () => listConnections(await requirePerson("/week")));

export async function generateMetadata(): Promise<Metadata> {
  const { needsPeople } = coming(await read(), now());
  return tabTitle(
    "The coming week",
    needsPeople.length === 0 ? null : needsPeople.length.toLocaleString("en"),
  );
}

export default async function WeekPage() {
  const since = now();
  const connections = await read();
  return (
    <SignedIn here="/week">
      <Live since={since.getTime()} />
      <WeekScreen connections={connections} now={now()} />
    </SignedIn>
  );
}
