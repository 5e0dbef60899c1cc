import { FrameWatch } from "#components/frame-watch";
import { LinkButton } from "#components/link-button";
import { Name } from "#components/name";
import { Notice } from "#components/notice";
import { PageHeader } from "#components/page-header";
import { Card, Section } from "#components/section";
import { StateBadge } from "#components/state-badge";
import { Submit } from "#components/submit";
import { TellHost } from "#components/tell-host";
import { Time } from "#components/time";
import { VendorTile } from "#components/vendor-tile";
import type { AttemptView, ConnectionView, ProblemView, VendorView } from "#lib/connections/view";
import type { Look } from "../button-look.ts";
import { problemTone } from "../problem-tone.ts";

type Props = {
  session: {
    id: string;
    origin: string | null;
    host: string | null;
    /** What the host calls its customer, so that somebody else who was sent here can tell. */
    customer: string | null;
    linkedId: string | null;
    denied: boolean;
  };
  connections: ConnectionView[];
  vendors: VendorView[];
  attempts: AttemptView[];
  problem: ProblemView | null;
  done: string | null;
  now: Date;
  /** Set in a frame: what takes a window of its own into the same session. */
  ticket: string | null;
};

/** What a customer of the host application links, mends and ends. */
export function CustomerScreen(props: Props) {
  const { session, connections, vendors, attempts, problem, done, now, ticket } = props;
  const status = session.linkedId !== null ? "linked" : session.denied ? "denied" : "ready";
  const host = session.host ?? "the application";
  return (
    <>
      <TellHost
        session={session.id}
        origin={session.origin}
        status={status}
        connectionId={session.linkedId}
      />
      {ticket === null ? null : (
        <FrameWatch
          session={session.id}
          known={`${status === "ready" ? "open" : status} ${session.linkedId}`}
        />
      )}
      <PageHeader title="Connect your accounts">
        {host} asks to work with accounts of yours. You choose which, and you can end it here at any time.
        {session.customer === null ? null : (
          <>
            {" "}
            What you connect is connected for <Name lines="all">{session.customer}</Name>; if that is not you,
            close this page.
          </>
        )}
      </PageHeader>
      <div className="mt-8 space-y-8">
        {done === null ? null : (
          <Notice
            tone="good"
            title={done}
            action={
              status === "linked" ? <Back session={session.id} words="Done" look="primary" /> : undefined
            }
          >
            {status === "linked" ? `You can go back to ${host} now, or connect another account.` : null}
          </Notice>
        )}
        {problem === null ? null : (
          <Notice tone={problemTone(problem.code)} title={problem.title}>
            {problem.belowTitle}
          </Notice>
        )}
        {attempts.map((attempt) => (
          <Waiting key={attempt.id} session={session.id} attempt={attempt} now={now} />
        ))}
        {connections.length === 0 ? null : (
          <Section title="Your accounts" id="accounts">
            <Card>
              <ul className="divide-y">
                {connections.map((connection) => (
                  <Row key={connection.id} {...{ session, connection, ticket, now }} />
                ))}
              </ul>
            </Card>
          </Section>
        )}
        {vendors.length === 0 ? null : (
          <Section title={connections.length === 0 ? "Choose one" : "Connect another account"} id="vendors">
            <Card>
              <ul className="divide-y">
                {vendors.map((vendor) => (
                  <li key={vendor.id} className="flex flex-wrap items-center gap-3 p-4">
                    <VendorTile vendor={vendor} />
                    <div className="min-w-0 flex-1 basis-36">
                      <h3 className="text-base font-medium">{vendor.name}</h3>
                      <p className="text-sm text-soft">{vendor.summary}</p>
                    </div>
                    {vendor.configured && vendor.linkingPaused ? (
                      <p className="max-w-28 shrink-0 text-right text-sm text-soft max-[22rem]:max-w-none max-[22rem]:text-left sm:max-w-none">
                        New links are paused for now
                      </p>
                    ) : vendor.configured ? (
                      <Go session={session.id} vendor={vendor} ticket={ticket} word="Connect" />
                    ) : (
                      <p className="max-w-28 shrink-0 text-right text-sm text-soft max-[22rem]:max-w-none max-[22rem]:text-left sm:max-w-none">
                        Not set up on this server
                      </p>
                    )}
                  </li>
                ))}
              </ul>
            </Card>
          </Section>
        )}
        {status === "linked" && done === null ? (
          <Back session={session.id} words="Done" look="primary" />
        ) : (
          <Back session={session.id} words={`Back to ${host}`} />
        )}
      </div>
    </>
  );
}

/** Ends the session: from where it succeeded at once, and from the end of the page. */
function Back({ session, words, look = "plain" }: { session: string; words: string; look?: Look }) {
  return (
    <form method="post" action={`/connect-session/${session}/end`}>
      <Submit look={look}>{words}</Submit>
    </form>
  );
}

/** What is so without anything for them to do, or what only a test would tell, needs no sentence here. */
const silent = ["works", "disconnected", "unproven"];

function Row({
  session,
  connection,
  ticket,
  now,
}: Pick<Props, "session" | "ticket" | "now"> & { connection: ConnectionView }) {
  const { vendor, account, state } = connection;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 p-4">
      <VendorTile vendor={vendor} />
      <div className="min-w-0 flex-1 basis-48">
        <h3 className="text-base font-medium">
          <Name lines="two">{connection.label ?? account.name}</Name>
        </h3>
        <p className="text-sm text-soft">{vendor.name}</p>
        <StateBadge state={state} now={now} />
        {silent.includes(state.name) ? null : <p className="text-sm text-soft">{state.sentence}</p>}
      </div>
      <div className="flex flex-wrap gap-2 max-sm:pl-13">
        <Go
          session={session.id}
          vendor={vendor}
          ticket={ticket}
          connection={connection}
          look={state.name === "needs_you" ? "primary" : "plain"}
          word={state.name === "disconnected" ? "Connect again" : "Reconnect"}
        />
        {state.name === "disconnected" ? null : (
          <LinkButton look="quiet" href={`/connect-session/${session.id}/disconnect/${connection.id}`}>
            <span>
              Disconnect<span className="sr-only"> {account.name}</span>
            </span>
          </LinkButton>
        )}
      </div>
    </li>
  );
}

/** To the page before leaving: here, or from a frame in a window of its own. */
function Go(props: {
  session: string;
  vendor: { id: string; name: string };
  ticket: string | null;
  connection?: ConnectionView;
  look?: Look;
  word: string;
}) {
  const { session, vendor, ticket, connection, look = "plain", word } = props;
  const what = (
    <span>
      {word}
      <span className="sr-only"> {connection?.account.name ?? vendor.name}</span>
    </span>
  );
  const query = connection === undefined ? "" : `?connection=${connection.id}`;
  if (ticket === null)
    return (
      <LinkButton look={look} href={`/connect-session/${session}/connect/${vendor.id}${query}`}>
        {what}
      </LinkButton>
    );
  return (
    <form method="post" action={`/connect-session/${session}/popup`} target="_blank" rel="noopener">
      <input type="hidden" name="ticket" value={ticket} />
      <input type="hidden" name="provider" value={vendor.id} />
      {connection === undefined ? null : <input type="hidden" name="connection" value={connection.id} />}
      <Submit look={look}>{what}</Submit>
    </form>
  );
}

function Waiting({ session, attempt, now }: { session: string; attempt: AttemptView; now: Date }) {
  return (
    <Notice
      tone="info"
      title={`Waiting for ${attempt.vendor.name}`}
      action={
        <form method="post" action={`/connect-session/${session}/attempts/${attempt.id}/cancel`}>
          <Submit>Cancel</Submit>
        </form>
      }
    >
      Finish there, or cancel here if you changed your mind or declined. Otherwise this attempt ends by itself{" "}
      <Time at={attempt.expiresAt} now={now} />.
    </Notice>
  );
}
