import clsx from "clsx";
import type { ReactNode } from "react";
import { PlugGlyph } from "#components/plug";
import { Card } from "#components/section";
import { StateWords } from "#components/state-badge";
import { Submit } from "#components/submit";
import { Time } from "#components/time";
import type { ConnectionDetail } from "#lib/connections/view";
import type { Look } from "./button-look.ts";
import { stateInk } from "./state-tone.ts";

type Props = {
  connection: ConnectionDetail;
  now: Date;
  /** For whom it is not their own: what they can do about it. */
  actions?: ReactNode;
};

/** How it is, and what can be done about it. Where it needs its person, the one thing that mends it is said loudest. */
export function Condition({ connection, now, actions }: Props) {
  const { state, outlook } = connection;
  const needy = state.name === "needs_you";
  return (
    <Card className={clsx(needy && "border-bad/60")}>
      <div className={clsx(needy && "rounded-t-lg bg-bad-wash")}>
        <div role="status" className="flex gap-3 p-4">
          <PlugGlyph
            plug={state.plug}
            named
            className={clsx(needy ? "mt-1 size-6" : "mt-0.5 size-5", stateInk[state.name])}
          />
          <div className="min-w-0">
            <p className={clsx("font-semibold", needy ? "text-xl text-bad" : "text-lg")}>
              <StateWords state={state} now={now} />
            </p>
            <p className="mt-0.5 text-base break-words">
              {state.sentence}
              {state.name === "vendor_trouble" && outlook?.kind === "is_tried_again" ? (
                <>
                  {" "}
                  Next try <Time at={outlook.at} now={now} as="ahead" />.
                </>
              ) : null}
              {state.since !== null && (needy || state.name === "vendor_trouble") ? (
                <span className="text-soft">
                  {" "}
                  Since <Time at={state.since} now={now} as="moment" />.
                </span>
              ) : null}
            </p>
          </div>
        </div>
        {actions === undefined && (needy || state.name === "disconnected") ? (
          <Mend connection={connection} needy={needy} />
        ) : null}
      </div>
      {actions !== undefined ? (
        <div className="border-t p-4 print:hidden">{actions}</div>
      ) : state.name === "disconnected" ? null : (
        <div className="border-t p-4 print:hidden">
          <Actions connection={connection} needy={needy} />
        </div>
      )}
    </Card>
  );
}

/** The one button that brings it back, and what pressing it means. */
function Mend({ connection, needy }: { connection: ConnectionDetail; needy: boolean }) {
  const { vendor } = connection;
  return (
    <div
      className={clsx(
        "flex flex-wrap items-center gap-x-4 gap-y-2 px-4 pb-4 print:hidden",
        needy ? "sm:pl-13" : "sm:pl-12",
      )}
    >
      <Reconnect connection={connection} look="primary" />
      <p className="min-w-0 flex-1 basis-64 text-sm text-soft">
        {needy
          ? `Takes a minute: ${vendor.name} asks you once more, and everything goes on where it stopped.`
          : "Linking the same account again brings this page back to life."}
      </p>
    </div>
  );
}

function Actions({ connection, needy }: { connection: ConnectionDetail; needy: boolean }) {
  const { id, vendor, renews } = connection;
  // What cannot mend it steps back.
  const look = needy ? "quiet" : "plain";
  const act = clsx("w-full", needy && "disabled:border-transparent! disabled:bg-transparent!");
  const why = needy ? "why-not" : undefined;
  return (
    <>
      <div
        className={clsx(
          "gap-2 sm:flex sm:flex-wrap",
          needy
            ? "-mx-2 flex flex-wrap justify-between sm:mx-0 sm:ml-5 sm:justify-start"
            : "grid grid-cols-2",
        )}
      >
        <form method="post" action={`/connections/${id}/refresh`}>
          <Submit look={look} className={act} disabled={needy} aria-describedby={why}>
            Refresh now
          </Submit>
        </form>
        <form method="post" action={`/connections/${id}/test`}>
          <Submit look={look} className={act} disabled={needy} aria-describedby={why}>
            Test now
          </Submit>
        </form>
        {needy ? null : <Reconnect connection={connection} />}
        <form method="get" action={`/connections/${id}/disconnect`} className="sm:ml-auto">
          <Submit look="quiet" className="w-full text-bad!">
            Disconnect
          </Submit>
        </form>
      </div>
      {needy ? (
        <p id={why} className="mt-3 text-sm text-soft sm:ml-5 sm:px-3.5">
          Refreshing or testing cannot help any more: {vendor.name} has to give new keys, and “Reconnect” gets
          them.
        </p>
      ) : null}
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
    <form
      method="get"
      action={`/connect/${connection.vendor.id}`}
      className={clsx(look === "primary" && "max-sm:w-full")}
    >
      <input type="hidden" name="connection" value={connection.id} />
      <Submit className={clsx("w-full", look === "primary" && "min-h-11! px-5")} {...(look ? { look } : {})}>
        Reconnect
      </Submit>
    </form>
  );
}
