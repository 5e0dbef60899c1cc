import Link from "next/link";
import { Cable } from "#components/cable";
import { Condition } from "#components/condition";
import { ConnectionFacts } from "#components/connection-facts";
import { GrantedScopes } from "#components/granted-scopes";
import { KeyValue, KeyValues } from "#components/key-values";
import { Name } from "#components/name";
import { Notice } from "#components/notice";
import { RawFacts, ToldMessages } from "#components/raw-facts";
import { Receipt } from "#components/receipt";
import { Section } from "#components/section";
import { Submit } from "#components/submit";
import { Timeline } from "#components/timeline";
import type { AdministeredConnection } from "#lib/admin/connection";
import type { ProblemView } from "#lib/connections/view";
import { problemTone } from "../problem-tone.ts";

type Props = {
  administered: AdministeredConnection;
  now: Date;
  problem: ProblemView | null;
  done: string | null;
};

/** A connection as its owner sees it, but for what is in the account, and what is stored of it. */
export function AdminConnectionScreen({ administered, now, problem, done }: Props) {
  const { connection, owner, facts, told } = administered;
  const { state, receipt } = connection;
  const here = `/admin/connections/${connection.id}`;
  const holds = state.name !== "disconnected" && state.name !== "needs_you";
  return (
    <>
      <div className="space-y-4">
        {problem ? (
          <Notice tone={problemTone(problem.code)} title={problem.title} closeHref={here}>
            {problem.belowTitle}
          </Notice>
        ) : null}
        {done ? (
          <Notice tone="good" closeHref={here}>
            {done}
          </Notice>
        ) : null}
        <Condition connection={connection} now={now} actions={<Actions {...administered} />} />
      </div>
      <div className="grid items-start gap-x-12 gap-y-10 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="min-w-0 space-y-10">
          {receipt ? (
            <Section id="receipt" title="Receipt">
              <Receipt receipt={receipt} now={now} />
            </Section>
          ) : null}
          <Section id="life" title="The life of its token">
            <Cable life={connection.life} />
          </Section>
          <Section id="activity" title="Activity">
            <Timeline activity={connection.activity} now={now} />
          </Section>
          <Section id="scopes" title={holds ? "What it may do" : "What it could do"}>
            <GrantedScopes scopes={connection.scopes} current={holds} now={now} />
          </Section>
          <Section id="told" title="What the host application was told">
            <ToldMessages told={told} now={now} />
          </Section>
        </div>
        <div className="min-w-0 space-y-10">
          <Section id="owner" title="Owner">
            <KeyValues>
              <KeyValue name="Name">
                <Name lines="all">{owner.name}</Name>
                {owner.disabled ? <span className="text-bad"> (disabled)</span> : null}
              </KeyValue>
              <KeyValue name="Email">{owner.email ?? "None: a customer of the host application"}</KeyValue>
              <KeyValue name="Others">
                <Link
                  href={`/admin/connections?owner=${encodeURIComponent(owner.id)}`}
                  prefetch={false}
                  className="text-accent underline underline-offset-2"
                >
                  All that they linked
                </Link>
              </KeyValue>
            </KeyValues>
          </Section>
          <Section id="facts" title="About this link">
            <ConnectionFacts connection={connection} now={now} own={false} />
          </Section>
          <Section id="raw" title="As it is stored">
            <RawFacts facts={facts} now={now} />
          </Section>
        </div>
      </div>
    </>
  );
}

function Actions({ connection: { id, state }, owner }: AdministeredConnection) {
  if (state.name === "disconnected")
    return <p className="text-sm text-soft">Only its owner can link it again.</p>;
  const needy = state.name === "needs_you";
  return (
    <>
      <div className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
        <form method="post" action={`/admin/connections/${id}/refresh`}>
          <Submit className="w-full" disabled={needy} aria-describedby="whose">
            Refresh now
          </Submit>
        </form>
        <form method="post" action={`/admin/connections/${id}/test`}>
          <Submit className="w-full" disabled={needy} aria-describedby="whose">
            Test now
          </Submit>
        </form>
        <form
          method="get"
          action={`/admin/connections/${id}/disconnect`}
          className="max-sm:col-span-2 sm:ml-auto"
        >
          <Submit look="quiet" className="w-full text-bad!">
            Disconnect
          </Submit>
        </form>
      </div>
      <p id="whose" className="mt-3 text-sm text-soft">
        {needy
          ? "A new token or a test cannot help any more. Only its owner can reconnect it: "
          : "It belongs to "}
        <bdi>{owner.name}</bdi>
        {needy ? " sees how on their own page." : ", whose page says what you did here."}
      </p>
    </>
  );
}
