import clsx from "clsx";
import { PlugGlyph } from "#components/plug";
import { Card } from "#components/section";
import { StateWords } from "#components/state-badge";
import { Submit } from "#components/submit";
import { Time } from "#components/time";
import type { ConnectionDetail } from "#lib/connections/view";
import type { Look } from "./button-look.ts";
import { stateInk } from "./state-tone.ts";

/** How it is, and what can be done about it. */
export function Condition({ connection, now }: { connection: ConnectionDetail; now: Date }) {
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
        <Actions connection={connection} />
      </div>
    </Card>
  );
}

function Actions({ connection }: { connection: ConnectionDetail }) {
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
