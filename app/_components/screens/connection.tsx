import clsx from "clsx";
import type { ReactNode } from "react";
import { Cable } from "#components/cable";
import { Condition } from "#components/condition";
import { ConnectionFacts } from "#components/connection-facts";
import { GrantedScopes } from "#components/granted-scopes";
import { ItWorks } from "#components/it-works";
import { Name } from "#components/name";
import { Notice } from "#components/notice";
import { PageHeader } from "#components/page-header";
import { Print } from "#components/print";
import { Receipt } from "#components/receipt";
import { Section } from "#components/section";
import { Timeline } from "#components/timeline";
import { Undo } from "#components/undo";
import { VendorTile } from "#components/vendor-tile";
import { WaitingAttempt } from "#components/waiting-attempt";
import { WayOut } from "#components/way-out";
import type { AttemptView, ConnectionDetail, DoneView, ProblemView } from "#lib/connections/view";
import type { UndoView } from "#lib/undo";
import { problemTone } from "../problem-tone.ts";

type Props = {
  connection: ConnectionDetail;
  /** A little of the account's real data, or what stands there until it is known. */
  sample?: ReactNode;
  /** An attempt to reconnect it that nobody has answered yet. */
  attempts?: AttemptView[];
  now: Date;
  problem: ProblemView | null;
  done: DoneView | null;
  /** How what was just done is taken back, where it can be. */
  undo?: UndoView | null;
};

export function ConnectionScreen(props: Props) {
  const { connection, sample, attempts = [], now, problem, done, undo = null } = props;
  const { account, vendor, receipt, state } = connection;
  // A link that has failed since is not celebrated, whatever the address says.
  const justLinked = done !== null && isLinking(done.code) && connection.status === "active";
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
            action={
              <WayOut
                problem={problem}
                vendor={{ ...vendor, removalUrl: connection.removalUrl }}
                connectionId={connection.id}
                canRetryHere={!problem.code.startsWith("link_")}
              />
            }
          >
            {problem.belowTitle}
          </Notice>
        ) : null}
        {justLinked ? (
          <ItWorks
            connection={connection}
            done={done.sentence}
            again={done.code === "relinked"}
            sample={sample}
            closeHref={here}
          />
        ) : done ? (
          <Notice tone="good" closeHref={here} beside action={undo ? <Undo undo={undo} /> : undefined}>
            {done.sentence}
          </Notice>
        ) : null}
        {attempts.map((attempt) => (
          <WaitingAttempt key={attempt.id} attempt={attempt} now={now} />
        ))}
        <Condition connection={connection} now={now} />
      </div>

      {/* One column, then two; on a very wide screen what happened stands beside what is. */}
      <div className="mt-10 grid items-start gap-x-12 gap-y-10 lg:grid-cols-[minmax(0,1fr)_24rem] 2xl:grid-cols-[minmax(0,6fr)_minmax(0,5fr)_24rem]">
        <div className="min-w-0 space-y-10">
          {receipt ? (
            <Section id="receipt" title="Receipt" aside={<Print>Print it</Print>}>
              <Receipt receipt={receipt} now={now} />
            </Section>
          ) : null}
          {sample && !justLinked ? (
            <Section id="data" title={`From ${vendor.name}`}>
              {sample}
            </Section>
          ) : null}
          {/* On paper a receipt stands alone. */}
          <Section
            id="scopes"
            className={clsx(receipt && "print:hidden")}
            title={holds ? "What it may do" : "What it could do"}
          >
            <GrantedScopes scopes={connection.scopes} current={holds} now={now} />
          </Section>
          <Section id="life" title="The life of its token" className={clsx(receipt && "print:hidden")}>
            <Cable life={connection.life} />
          </Section>
        </div>
        <Section
          id="activity"
          title="Activity"
          className={clsx("min-w-0 lg:col-start-1 2xl:col-start-2", receipt && "print:hidden")}
        >
          <Timeline activity={connection.activity} now={now} />
        </Section>
        <Section
          id="facts"
          title="About this link"
          className="min-w-0 lg:col-start-2 lg:row-span-2 lg:row-start-1 2xl:col-start-3"
        >
          <ConnectionFacts connection={connection} now={now} />
        </Section>
      </div>
    </>
  );
}

/** Done codes that a flow ends with. */
export const isLinking = (code: string | undefined) =>
  code === "linked" || code === "relinked" || code === "already_linked";
