import "#lib/server-only";
import { catalogue } from "#lib/connections/catalogue";
import { anything, found } from "#lib/connections/find";
import { listConnections, pendingAttempts, readConnections } from "#lib/connections/read";
import { doneSentence, problemView } from "#lib/connections/words";
import { withPauses } from "#lib/vendors/settings";
import { sealTicket } from "./popup.ts";
import type { Customer } from "./sessions.ts";

type Asked = {
  framed: boolean;
  problem: string | undefined;
  done: string | undefined;
  connection: string | undefined;
};

/** All that a customer's page shows: what is theirs, as far as the session goes. */
export async function readCustomerPage(customer: Customer, asked: Asked) {
  const { session } = customer;
  const [all, attempts] = await Promise.all([listConnections(customer), pendingAttempts(customer)]);
  const allowed = (provider: string) => session.providers === null || session.providers.includes(provider);
  const theirs = all.filter(
    ({ id, vendor }) => allowed(vendor.id) && (session.connectionId === null || session.connectionId === id),
  );
  // What needs its person comes first, as on everybody's list.
  const connections = found(theirs, anything);
  return {
    session: {
      id: session.id,
      origin: session.origin,
      host: hostOf(session.returnUrl ?? session.origin),
      customer: customer.called,
      linkedId: session.linkedId,
      denied: session.outcome === "denied",
    },
    connections: await readConnections(customer, connections),
    // A session that is to mend one connection links no other.
    vendors:
      session.connectionId === null ? await withPauses(catalogue().filter(({ id }) => allowed(id))) : [],
    attempts: attempts.filter(({ vendor }) => allowed(vendor.id)),
    problem: problemView(asked.problem),
    done: doneSentence(
      asked.done,
      connections.find(({ id }) => id === asked.connection),
    ),
    ticket: asked.framed ? sealTicket(session.id, customer.sessionId.replace("connect ", "")) : null,
  };
}

const hostOf = (url: string | null) => (url === null ? null : new URL(url).host);
