import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";

/**
 * A host application that takes webhooks: checks each signature with the library that such programs use, and
 * keeps what came in its order. `answer` decides what it says.
 *
 * @param {{ answer?: (message: Taken) => Answer | Promise<Answer> }} [options]
 * @typedef {{ id: string, type: string, payload: any, headers: Record<string, any>, path: string, at: number, verified: boolean, bySecrets: number }} Taken
 * @typedef {number | { status: number, headers?: Record<string, string>, body?: string }} Answer
 */
export async function startReceiver({ answer = () => 204 } = {}) {
  /** @type {Taken[]} */
  const taken = [];
  /** @type {string[]} */
  let secrets = [];
  let connections = 0;
  let say = answer;
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const verifying = secrets.filter((secret) => verifies(secret, body, request.headers));
    const payload = body === "" ? {} : JSON.parse(body);
    const message = {
      id: String(request.headers["webhook-id"]),
      type: payload.type,
      payload,
      headers: request.headers,
      path: request.url ?? "",
      at: Date.now(),
      verified: verifying.length > 0,
      bySecrets: verifying.length,
    };
    taken.push(message);
    const said = await say(message);
    const { status, headers = {}, body: text = "" } = typeof said === "number" ? { status: said } : said;
    response.writeHead(status, headers).end(text);
  });
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    taken,
    connections: () => connections,
    /** @param {string[]} known */
    knows: (...known) => {
      secrets = known;
    },
    /** @param {(message: Taken) => Answer | Promise<Answer>} answering */
    answers: (answering) => {
      say = answering;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve(undefined)));
    },
  };
}

/** @param {string} secret @param {string} body @param {any} headers */
function verifies(secret, body, headers) {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

/**
 * What is wrong with what came, measured by what was sent (ids in their order, by subject).
 *
 * @param {{ id: string, subject: string }[]} sent in the order of their positions
 * @param {Taken[]} taken
 */
export function compare(sent, taken) {
  const firsts = [...new Set(taken.map(({ id }) => id))];
  const arrived = new Map(firsts.map((id, index) => [id, index]));
  /** @type {Map<string, number>} */
  const last = new Map();
  let disorder = 0;
  for (const { id, subject } of sent) {
    const index = arrived.get(id);
    if (index === undefined) continue;
    if (index < (last.get(subject) ?? -1)) disorder += 1;
    last.set(subject, Math.max(index, last.get(subject) ?? -1));
  }
  return {
    sent: sent.length,
    lost: sent.filter(({ id }) => !arrived.has(id)).length,
    duplicates: taken.length - firsts.length,
    disorder,
    unverified: taken.filter(({ verified }) => !verified).length,
  };
}
