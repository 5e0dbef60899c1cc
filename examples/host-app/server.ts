import { createServer, type IncomingMessage } from "node:http";
import { Patchbay, readWebhook } from "../../client/src/index.ts";
import { page } from "./page.ts";

/**
 * A host application in one file: its customer links an account without leaving, its back end works with it, and
 * it hears of what happens. Start it with PATCHBAY_URL, PATCHBAY_API_KEY and, for webhooks, WEBHOOK_SECRET.
 */

const { PATCHBAY_URL = "http://localhost:3000", PATCHBAY_API_KEY = "", WEBHOOK_SECRET = "" } = process.env;
const { PORT = "4000", HOST_URL: home = `http://localhost:${PORT}` } = process.env;
const patchbay = new Patchbay({ url: PATCHBAY_URL, apiKey: PATCHBAY_API_KEY });

/** Who is signed in to the host application; a real one has an answer of its own. */
const customer = { id: "cus_ida", name: "Ida’s Bakery" };

/** What webhooks told, newest first. */
const heard: string[] = [];

type Reply = { status?: number; type?: string; body: string };

const routes: Record<string, (request: IncomingMessage, query: URLSearchParams) => Promise<Reply>> = {
  "GET /": async () => ({ type: "text/html; charset=utf-8", body: page(PATCHBAY_URL, customer.name) }),

  "POST /session": async () => {
    const session = await patchbay.connectSessions.create({
      customerId: customer.id,
      customerName: customer.name,
      returnUrl: `${home}/`,
      origin: home,
    });
    return json({ url: session.url });
  },

  "GET /accounts": async () => {
    const accounts = [];
    for await (const connection of patchbay.connections.list())
      accounts.push({ id: connection.id, name: connection.account.name, health: connection.health.sentence });
    return json(accounts);
  },

  /** The vendor's data through the proxy: the token stays where it is. */
  "GET /videos": async (_, query) => {
    const answer = await patchbay.fetch(
      query.get("connection") ?? "",
      "https://api.wistia.com/v1/medias.json?per_page=3",
    );
    return { status: answer.status, body: await answer.text() };
  },

  /** The same with the token in hand, for where a vendor's own library wants one. */
  "GET /token-works": async (_, query) => {
    const { authorization, expiresAt } = await patchbay.token(query.get("connection") ?? "");
    return json({ authorizationBegins: authorization.slice(0, 7), expiresAt });
  },

  "POST /webhooks": async (request) => {
    const { type } = readWebhook(WEBHOOK_SECRET, await textOf(request), request.headers);
    heard.unshift(type);
    return { status: 204, body: "" };
  },

  "GET /heard": async () => json(heard),
};

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? "/", home);
  const answer = routes[`${request.method} ${url.pathname}`];
  try {
    const {
      status = 200,
      type = "application/json",
      body,
    } = answer === undefined ? { status: 404, body: "null" } : await answer(request, url.searchParams);
    response.writeHead(status, { "content-type": type }).end(body);
  } catch (error) {
    const { message } = error as Error;
    response.writeHead(502, { "content-type": "application/json" }).end(JSON.stringify({ message }));
  }
});

server.listen(Number(PORT), "127.0.0.1", () => process.stdout.write(`The host application is at ${home}\n`));

const json = (value: unknown): Reply => ({ body: JSON.stringify(value) });

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
