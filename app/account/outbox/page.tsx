import type { Metadata } from "next";
import { OutboxScreen } from "#components/screens/outbox";
import { SignedIn } from "#components/signed-in";
import { requirePerson } from "#lib/auth";
import { now } from "#lib/clock";
import { mailMode } from "#lib/mail/mode";
import { readOutbox } from "#lib/mail/outbox";
import { orNotFound } from "../../_components/or-not-found.ts";

export const metadata: Metadata = { title: "Local outbox" };

export default async function OutboxPage() {
  const person = await requirePerson("/account/outbox");
  const mails = await orNotFound(readOutbox(person));
  return (
    <SignedIn here="/account/outbox">
      <OutboxScreen email={person.email} mails={mails} now={now()} sends={mailMode() === "sent"} />
    </SignedIn>
  );
}
