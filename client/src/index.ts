import { Webhook } from "standardwebhooks";
import { exchange, type Options } from "./exchange.ts";
import type {
  Connection,
  ConnectionPage,
  ConnectSession,
  ConnectSessionOutcome,
  Event,
  EventPage,
  NewConnectSession,
  Refreshed,
  Token,
  Vendor,
  VendorList,
} from "./types.ts";

export type { Options } from "./exchange.ts";
export { PatchbayProblem } from "./problem.ts";
export type * from "./types.ts";

/** Which connections a list names; see `GET /api/v1/connections`. */
export type ConnectionFilter = {
  provider?: string;
  status?: Connection["status"];
  owner?: string;
  account?: string;
};

/**
 * Patchbay for a back end. What Patchbay refuses is thrown as `PatchbayProblem` with a code of the closed list, what
 * never reached it as the error of `fetch`; requests are repeated where it is busy or away, and a change still
 * happens once.
 */
export class Patchbay {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** A working access token. Ask anew for each piece of work; Patchbay renews it when that is due. */
  token(connectionId: string): Promise<Token> {
    return exchange(this.#options, `connections/${encodeURIComponent(connectionId)}/token`);
  }

  /**
   * Calls the vendor's API as the connection, without the token leaving Patchbay. `url`: the vendor's own address,
   * or a path at its API; one that climbs (`../`) ends at the vendor's own root. The answer is the vendor's; what
   * Patchbay itself has to say is a problem with a code.
   */
  fetch(connectionId: string, url: string | URL, init: RequestInit = {}): Promise<Response> {
    const { url: home, apiKey, fetch: send = fetch } = this.#options;
    const path = pathOf(url);
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${apiKey}`);
    const id = encodeURIComponent(connectionId);
    return send(`${home.replace(/\/+$/, "")}/api/v1/connections/${id}/proxy/${path}`, {
      ...init,
      headers,
      redirect: "manual",
    });
  }

  readonly connections = {
    /** All of them, page by page, as they are iterated. */
    list: (filter: ConnectionFilter = {}): AsyncGenerator<Connection> =>
      pages((cursor) =>
        exchange<ConnectionPage>(this.#options, "connections", { query: { ...filter, cursor } }),
      ),
    read: (id: string): Promise<Connection> => exchange(this.#options, at(id)),
    /** `null`: back to what the vendor calls it. */
    rename: (id: string, label: string | null): Promise<Connection> =>
      exchange(this.#options, at(id), { method: "PATCH", body: { label } }),
    test: (id: string): Promise<Connection> => exchange(this.#options, `${at(id)}/test`, { method: "POST" }),
    refresh: (id: string): Promise<Refreshed> =>
      exchange(this.#options, `${at(id)}/refresh`, { method: "POST" }),
    /** Answers the connection with its receipt. */
    disconnect: (id: string): Promise<Connection> => exchange(this.#options, at(id), { method: "DELETE" }),
  };

  readonly connectSessions = {
    /** A link page for one of your customers; send their browser to `url`, or hand it to connect.js. */
    create: (session: NewConnectSession): Promise<ConnectSession> =>
      exchange(this.#options, "connect-sessions", { method: "POST", body: session }),
    read: (id: string): Promise<ConnectSessionOutcome> =>
      exchange(this.#options, `connect-sessions/${encodeURIComponent(id)}`),
  };

  /** What happened, oldest first, up to now; returns the cursor for what happens later. */
  async *events(
    filter: { type?: string; subject?: string; cursor?: string } = {},
  ): AsyncGenerator<Event, string> {
    for (let { cursor } = filter; ; ) {
      const page: EventPage = await exchange(this.#options, "events", { query: { ...filter, cursor } });
      yield* page.data;
      if (page.nextCursor === null) return page.laterCursor;
      cursor = page.nextCursor;
    }
  }

  async vendors(): Promise<Vendor[]> {
    return (await exchange<VendorList>(this.#options, "vendors")).data;
  }
}

/**
 * Checks a message that Patchbay sent (Standard Webhooks) and answers what it says. Throws when the signature is
 * wrong or the message is older than five minutes. `body`: the text as it arrived, before anything parsed it.
 */
export function readWebhook(
  secret: string,
  body: string,
  headers: Record<string, string | string[] | undefined>,
): { type: string; timestamp: string; data: Record<string, unknown> } {
  const single = Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), [value].flat().join(",")]],
    ),
  );
  return new Webhook(secret).verify(body, single) as ReturnType<typeof readWebhook>;
}

/** No host has this name (RFC 2606), so what ends at it is a path. */
const API = "https://api.invalid";

/** What stands behind `/proxy/`. Read as an address before it is part of another one, in which its dots would climb. */
function pathOf(url: string | URL): string {
  const { protocol, origin, host, pathname, search } = new URL(url, API);
  if (protocol !== "https:") throw new TypeError("A vendor's address begins with https.");
  return `${origin === API ? "" : host}${pathname}${search}`.replace(/^\//, "");
}

const at = (id: string) => `connections/${encodeURIComponent(id)}`;

async function* pages<Item>(
  ask: (cursor: string | undefined) => Promise<{ data: Item[]; nextCursor: string | null }>,
): AsyncGenerator<Item> {
  let cursor: string | undefined;
  do {
    const page = await ask(cursor);
    yield* page.data;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
