import type { ReactNode } from "react";
import { Cable } from "#components/cable";
import { Condition } from "#components/condition";
import { ConnectionFacts } from "#components/connection-facts";
import { GrantedScopes } from "#components/granted-scopes";
import { LinkButton } from "#components/link-button";
import { Name } from "#components/name";
import { Notice } from "#components/notice";
import { PageHeader } from "#components/page-header";
import { Receipt } from "#components/receipt";
import { Section } from "#components/section";
import { Timeline } from "#components/timeline";
import { VendorTile } from "#components/vendor-tile";
import type { ConnectionDetail, ProblemView } from "#lib/connections/view";
import { problemTone } from "../problem-tone.ts";

type Props = {
  connection: ConnectionDetail;
  /** A little of the account's real data, or what stands there until it is known. */
  sample?: ReactNode;
  now: Date;
  problem: ProblemView | null;
  done: string | null;
};

export function ConnectionScreen({ connection, sample, now, problem, done }: Props) {
  const { account, vendor, receipt, state } = connection;
  const holds = state.name !== "disconnected" && state.name !== "needs_you";
  const here = `/connections/${connection.id}`;
  return (
    <>
      <PageHeader
        back={{ href: "/connections", label: "Connections" }}
        tile={<VendorTile vendor={vendor} className="size-11 text-lg" />}
        title={<Name lines="all">{connection.label ?? account.name}</Name>}
      >
        {vendor.name}
        {connection.label === null ? null : (
          <>
            {" · "}
            <bdi>{account.name}</bdi>
          </>
        )}
      </PageHeader>

      <div className="mt-6 space-y-4">
        {problem ? (
          <Notice
            tone={problemTone(problem.code)}
            title={problem.title}
            closeHref={here}
            action={<WayOut connection={connection} problem={problem} />}
          >
            {problem.sentence}
          </Notice>
        ) : null}
        {done ? (
          <Notice
            tone="good"
            closeHref={here}
            action={
              connection.appPageUrl ? (
                <LinkButton href={connection.appPageUrl}>Back to the app in {vendor.name}</LinkButton>
              ) : undefined
            }
          >
            {done}
          </Notice>
        ) : null}
        <Condition connection={connection} now={now} />
      </div>

      <div className="mt-10 grid items-start gap-x-12 gap-y-10 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="min-w-0 space-y-10">
          {receipt ? (
            <Section id="receipt" title="Receipt">
              <Receipt receipt={receipt} now={now} />
            </Section>
          ) : null}
          {sample ? (
            <Section id="data" title={`From ${vendor.name}`}>
              {sample}
            </Section>
          ) : null}
          <Section id="scopes" title={holds ? "What it may do" : "What it could do"}>
            <GrantedScopes scopes={connection.scopes} current={holds} />
          </Section>
          <Section id="life" title="The life of its token">
            <Cable life={connection.life} />
          </Section>
          <Section id="activity" title="Activity">
            <Timeline activity={connection.activity} now={now} />
          </Section>
        </div>
        <Section id="facts" title="About this link" className="min-w-0">
          <ConnectionFacts connection={connection} now={now} />
        </Section>
      </div>
    </>
  );
}

/** After an attempt to reconnect that came to nothing. */
function WayOut({ connection, problem }: { connection: ConnectionDetail; problem: ProblemView }) {
  const { id, vendor } = connection;
  if (problem.code === "account_mismatch")
    return <LinkButton href={`/connect/${vendor.id}`}>Connect it as a new account</LinkButton>;
  return problem.code.startsWith("link_") ? (
    <LinkButton href={`/connect/${vendor.id}?connection=${id}`}>Try again</LinkButton>
  ) : null;
}
