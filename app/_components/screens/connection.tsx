import clsx from "clsx";
import { Code } from "#components/code";
import { Icon } from "#components/icon";
import { KeyValue, KeyValues } from "#components/key-values";
import { LinkButton } from "#components/link-button";
import { Name } from "#components/name";
import { Notice } from "#components/notice";
import { PageHeader } from "#components/page-header";
import { PlugGlyph } from "#components/plug";
import { Receipt } from "#components/receipt";
import { ScopeList } from "#components/scope-list";
import { Card, Section } from "#components/section";
import { StateWords } from "#components/state-badge";
import { Submit } from "#components/submit";
import { Time } from "#components/time";
import { Timeline } from "#components/timeline";
import { UntilWhen } from "#components/until-when";
import { VendorTile } from "#components/vendor-tile";
import type { ConnectionDetail, ProblemView, ScopesView } from "#lib/connections/view";
import type { Look } from "../button-look.ts";
import { problemTone } from "../problem-tone.ts";
import { stateInk } from "../state-tone.ts";

type Props = { connection: ConnectionDetail; now: Date; problem: ProblemView | null; done: string | null };

export function ConnectionScreen({ connection, now, problem, done }: Props) {
  const { account, vendor, receipt, state } = connection;
  const holds = state.name !== "disconnected" && state.name !== "needs_you";
  const here = `/connections/${connection.id}`;
  return (
    <>
      <PageHeader
        back={{ href: "/connections", label: "Connections" }}
        tile={<VendorTile vendor={vendor} className="size-11 text-lg" />}
        title={<Name lines="all">{account.name}</Name>}
      >
        {vendor.name}
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
          <Section id="scopes" title={holds ? "What it may do" : "What it could do"}>
            <Scopes scopes={connection.scopes} current={holds} />
          </Section>
          <Section id="activity" title="Activity">
            <Timeline activity={connection.activity} now={now} />
          </Section>
        </div>
        <Section id="facts" title="About this link" className="min-w-0">
          <Facts connection={connection} now={now} />
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

/** How it is, and what can be done about it. */
function Condition({ connection, now }: { connection: ConnectionDetail; now: Date }) {
  const { state } = connection;
  return (
    <Card>
      <div role="status" className="flex gap-3 p-4">
        <PlugGlyph plug={state.plug} named className={clsx("mt-0.5 size-5", stateInk[state.name])} />
        <div className="min-w-0">
          <p className={clsx("text-lg font-semibold", state.name === "needs_you" && "text-bad")}>
            <StateWords state={state} now={now} />
          </p>
          <p className="mt-0.5 text-base break-words">
            {state.sentence}
            {state.since !== null && (state.name === "needs_you" || state.name === "vendor_trouble") ? (
              <span className="text-soft">
                {" "}
                Since <Time at={state.since} now={now} as="moment" />.
              </span>
            ) : null}
          </p>
        </div>
      </div>
      <div className="border-t p-4">
        <Actions connection={connection} now={now} />
      </div>
    </Card>
  );
}

function Actions({ connection }: { connection: ConnectionDetail; now: Date }) {
  const { id, vendor, state, renews } = connection;
  if (state.name === "disconnected") {
    return (
      <div className="flex flex-wrap items-center gap-3">
        <Reconnect connection={connection} look="primary" />
        <p className="text-sm text-soft">Linking the same account again brings this page back to life.</p>
      </div>
    );
  }
  const needy = state.name === "needs_you";
  return (
    <>
      <div className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
        {needy ? <Reconnect connection={connection} look="primary" /> : null}
        <form method="post" action={`/connections/${id}/refresh`}>
          <Submit className="w-full">Refresh now</Submit>
        </form>
        <form method="post" action={`/connections/${id}/test`}>
          <Submit className="w-full">Test now</Submit>
        </form>
        {needy ? null : <Reconnect connection={connection} />}
        <form method="get" action={`/connections/${id}/disconnect`} className="sm:ml-auto">
          <Submit look="quiet" className="w-full text-bad!">
            Disconnect
          </Submit>
        </form>
      </div>
      {renews || needy ? null : (
        <p className="mt-3 text-sm text-soft">
          {connection.expiresAt === null
            ? `${vendor.name} gave a key that does not expire, so a refresh only tests it.`
            : "Nothing was kept to renew this link with, so a refresh only tests it. “Reconnect” gives it a new life."}
        </p>
      )}
    </>
  );
}

function Reconnect({ connection, look }: { connection: ConnectionDetail; look?: Look }) {
  return (
    <form method="get" action={`/connect/${connection.vendor.id}`}>
      <input type="hidden" name="connection" value={connection.id} />
      <Submit className="w-full" {...(look ? { look } : {})}>
        Reconnect
      </Submit>
    </form>
  );
}

function Scopes({ scopes, current }: { scopes: ScopesView; current: boolean }) {
  const extra = new Set(scopes.extra.map((scope) => scope.name));
  const expected = scopes.granted.filter((scope) => !extra.has(scope.name));
  return (
    <>
      <p className="mb-2 max-w-prose text-sm text-soft">{scopes.sentence}</p>
      {scopes.missing.length > 0 ? <ScopeList scopes={scopes.missing} kind="missing" /> : null}
      {expected.length > 0 ? (
        <div className={clsx(scopes.missing.length > 0 && "border-t")}>
          <ScopeList scopes={expected} kind={scopes.told && current ? "granted" : "asked"} />
        </div>
      ) : null}
      {scopes.extra.length > 0 ? (
        <div className="border-t">
          <ScopeList scopes={scopes.extra} kind="extra" />
        </div>
      ) : null}
    </>
  );
}

function Facts({ connection, now }: { connection: ConnectionDetail; now: Date }) {
  const { account, vendor, proof, state } = connection;
  return (
    <KeyValues>
      {state.name === "disconnected" ? null : (
        <KeyValue name="Until when">
          <UntilWhen connection={connection} now={now} />
        </KeyValue>
      )}
      <KeyValue name="Last proof">
        {proof ? (
          <>
            By {proof.by}, <Time at={proof.at} now={now} />
          </>
        ) : (
          "None yet"
        )}
      </KeyValue>
      <KeyValue name="Linked">
        <Time at={connection.linkedAt} now={now} /> by <Name lines="all">{connection.linkedBy}</Name>
      </KeyValue>
      {account.url ? (
        <KeyValue name={`At ${vendor.name}`}>
          <a
            href={account.url}
            target="_blank"
            rel="noreferrer"
            className="inline-flex max-w-full items-center gap-1.5 text-accent underline underline-offset-2"
          >
            <span className="truncate">{account.url.replace(/^https?:\/\/|\/$/g, "")}</span>
            <Icon name="leave" className="size-3.5" />
            <span className="sr-only">(opens a new tab)</span>
          </a>
        </KeyValue>
      ) : null}
      <KeyValue name="Account id">
        <Code label="the account id">{account.id}</Code>
      </KeyValue>
      <KeyValue name="Connection id">
        <Code label="the connection id">{connection.id}</Code>
      </KeyValue>
    </KeyValues>
  );
}
