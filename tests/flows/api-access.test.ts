import SwaggerParser from "@apidevtools/swagger-parser";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Asked, contractOf, type Operation } from "./contract.ts";
import {
  api,
  apiKey,
  clearDesk,
  flows,
  type Json,
  link,
  row,
  sharedRig,
  somebody,
  until,
} from "./fixtures.ts";

/** Every operation of the API: as it is described, and for whom. */

const rig = sharedRig();
let who: Awaited<ReturnType<typeof somebody>>;
let contract: Awaited<ReturnType<typeof contractOf>>;
let id: string;
let ownerId: string;
let customerId: string;

beforeAll(async () => {
  who = await somebody(rig);
  contract = await contractOf(rig.url);
});
beforeEach(async () => {
  await clearDesk(rig);
  id = await link(rig, who, flows.wistia);
  ownerId = (await row(rig, id)).user_id;
  await sessionOf(null);
  customerId = (await rig.query("SELECT id FROM users WHERE customer_id = 'customer-1'"))[0]?.id;
});

/** How each operation is asked for rightly, and what a key sees that is limited to something else. */
type Known = {
  ask: (key: string | null) => Asked | Promise<Asked>;
  elsewhere: (body: Json) => void;
  /** What comes through from the vendor: anything but a refusal of ours. */
  passes?: boolean;
  /** Nothing for a key that is limited to vendors or owners: it is told of all of them. */
  whole?: boolean;
};
const throughProxy: Known = {
  ask: () => ({ params: { id, path: "v1/account.json" } }),
  elsewhere: hidden,
  passes: true,
};
const webhook = (body?: unknown): Known => ({
  ask: async () => ({ params: await endpoint(), ...(body === undefined ? {} : { body }) }),
  elsewhere: limited,
  whole: true,
});
const operations: Record<string, Known> = {
  listConnections: { ask: () => ({}), elsewhere: nothing },
  readConnection: { ask: () => ({ params: { id } }), elsewhere: hidden },
  renameConnection: { ask: () => ({ params: { id }, body: { label: "Renamed" } }), elsewhere: hidden },
  disconnectConnection: { ask: () => ({ params: { id } }), elsewhere: hidden },
  testConnection: { ask: () => ({ params: { id } }), elsewhere: hidden },
  refreshConnection: { ask: () => ({ params: { id } }), elsewhere: hidden },
  readToken: { ask: () => ({ params: { id } }), elsewhere: hidden },
  listEvents: {
    ask: () => ({ query: `subject=${id}` }),
    elsewhere: (body) => expect(body.data).toEqual([]),
  },
  listVendors: {
    ask: () => ({}),
    elsewhere: (body) => expect(JSON.stringify(body)).not.toMatch(/"sealed|secret/i),
  },
  proxyGet: throughProxy,
  proxyPost: throughProxy,
  proxyPut: throughProxy,
  proxyPatch: throughProxy,
  proxyDelete: throughProxy,
  createConnectSession: {
    ask: () => ({ body: { customerId: "customer-1", vendors: ["wistia"] } }),
    elsewhere: (body) => expect(body).toMatchObject({ status: 403, code: "forbidden" }),
  },
  listWebhooks: { ask: () => ({}), elsewhere: limited, whole: true },
  createWebhook: { ask: () => ({ body: { url: address() } }), elsewhere: limited, whole: true },
  readWebhook: webhook(),
  changeWebhook: webhook({ name: "Renamed" }),
  deleteWebhook: webhook(),
  rotateWebhookSecret: webhook({}),
  testWebhook: webhook(),
  replayWebhook: webhook({ since: "2026-01-01T00:00:00Z" }),
  listWebhookDeliveries: webhook(),
  replayWebhookDelivery: webhook(),
  // Only the key that made it sees what came of it.
  readConnectSession: { ask: async (key) => ({ params: { id: await sessionOf(key) } }), elsewhere: hidden },
};

const post = async (path: string, body?: unknown) =>
  (
    await api(rig, await apiKey(rig), path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  ).body;

const address = () => `${rig.emulator.url}/nobody-listens`;

/** A webhook endpoint with one delivery. */
async function endpoint(): Promise<Record<string, string>> {
  const made = await post("webhooks", { url: address() });
  await post(`webhooks/${made.id}/test`);
  const delivery = await until("a delivery is made", async () => {
    await rig.sweep();
    const { body } = await api(rig, await apiKey(rig), `webhooks/${made.id}/deliveries`);
    return body.data[0]?.id;
  });
  return { id: made.id, delivery };
}

async function sessionOf(key: string | null): Promise<string> {
  const body = JSON.stringify({ customerId: "customer-1", vendors: ["wistia"] });
  const init = { method: "POST", headers: { "content-type": "application/json" }, body };
  const own = await api(rig, key, "connect-sessions", init);
  return own.body.id ?? (await api(rig, await apiKey(rig), "connect-sessions", init)).body.id;
}

function nothing(body: Json) {
  expect(body).toEqual({ data: [], nextCursor: null });
}
function limited(body: Json) {
  expect(body).toMatchObject({ status: 403, code: "insufficient_scope" });
}
function hidden(body: Json) {
  expect(body).toMatchObject({ status: 404, code: "not_found" });
}

const askOf = ({ name }: Operation) => {
  const known = operations[name];
  if (known === undefined) throw new Error(`Nobody has said how ${name} is asked for.`);
  return known;
};

/** Who comes, and what they get. */
const visitors: [
  who: string,
  key: (scope: string) => Promise<string | null>,
  outcome: [number, string] | "elsewhere" | "reached" | "done",
][] = [
  ["nobody", async () => null, [401, "unauthenticated"]],
  [
    "a mistyped key",
    async () => (await apiKey(rig)).replace(/.$/, (end) => (end === "A" ? "B" : "A")),
    [401, "unauthenticated"],
  ],
  ["an invented key", async () => `pb_${"x".repeat(43)}`, [401, "unauthenticated"]],
  ["a revoked key", () => apiKey(rig, { revokedAt: Date.now() - 1_000 }), [401, "unauthenticated"]],
  ["an expired key", () => apiKey(rig, { expiresAt: Date.now() - 1_000 }), [401, "unauthenticated"]],
  [
    "a key with every scope but this one",
    (scope) => apiKey(rig, { scopes: everyScope().filter((name) => name !== scope) }),
    [403, "insufficient_scope"],
  ],
  ["a key without any scope", () => apiKey(rig, { scopes: [] }), [403, "insufficient_scope"]],
  ["a key for another vendor", () => apiKey(rig, { providers: ["gist"] }), "elsewhere"],
  ["a key for another owner", () => apiKey(rig, { owners: ["somebody-else"] }), "elsewhere"],
  ["a key for no vendor at all", () => apiKey(rig, { providers: [] }), "elsewhere"],
  [
    "a key for the right vendor and another owner",
    () => apiKey(rig, { providers: ["wistia"], owners: ["somebody-else"] }),
    "elsewhere",
  ],
  [
    "a key with this scope only, for this vendor and owner",
    (scope) => apiKey(rig, { scopes: [scope], providers: ["wistia"], owners: [ownerId, customerId] }),
    "reached",
  ],
  ["a key without limits", () => apiKey(rig), "done"],
  ["a key of the first kind, without a checksum", () => apiKey(rig, { checksum: false }), "done"],
];

const everyScope = () => [...new Set(contract.operations.map(({ scope }) => scope))];

test("the description is OpenAPI 3.1, needs no key, and stays with its ETag", async () => {
  await SwaggerParser.validate(structuredClone(contract.document));
  expect(contract.document.openapi).toBe("3.1.1");
  const first = await fetch(`${rig.url}/api/v1/openapi.json`);
  expect(first.headers.get("content-type")).toBe("application/json");
  const again = await fetch(`${rig.url}/api/v1/openapi.json`, {
    headers: { "if-none-match": first.headers.get("etag") ?? "" },
  });
  expect([again.status, await again.text()]).toEqual([304, ""]);
  expect((await fetch(`${rig.url}/api/v1/openapi.json`, { method: "POST" })).status).toBe(405);
});

test("every operation that is described is asked for here, and no other", () => {
  expect(Object.keys(operations).sort()).toEqual(contract.operations.map(({ name }) => name).sort());
  expect(new Set(contract.operations.map(({ name }) => name)).size).toBe(contract.operations.length);
});

/** The row, but for the reads before, which are written a moment late. */
async function stored() {
  const { last_read_at: _at, last_read_by: _by, ...others } = await row(rig, id);
  return others;
}

describe.each(visitors)("%s", (_, keyFor, outcome) => {
  test("gets what is theirs at every operation, as described, and changes nothing else", async () => {
    for (const operation of contract.operations) {
      const key = await keyFor(operation.scope);
      const before = await stored();
      const { ask, elsewhere, passes, whole } = askOf(operation);
      const answer = await contract.call(operation, key, await ask(key));
      const what = `${operation.name}: ${answer.text}`;
      if (outcome === "done" || (outcome === "reached" && !whole)) {
        if (passes) expect(answer.headers.get("content-type"), what).not.toContain("problem");
        else expect(answer.status, what).toBeLessThan(300);
        if (operation.name === "disconnectConnection") id = await link(rig, who, flows.wistia);
        continue;
      }
      if (outcome === "elsewhere" || outcome === "reached") elsewhere(answer.body);
      else expect([answer.status, answer.body.code], what).toEqual(outcome);
      expect(answer.text).not.toContain("Acme Studios");
      expect(await stored()).toEqual(before);
    }
  });
});

test("an answer that the description does not know is noticed", async () => {
  const [operation] = contract.operations;
  if (operation === undefined) throw new Error("There is no operation.");
  const forgetful = { ...operation, described: { ...operation.described, responses: {} } };
  await expect(
    contract.call(forgetful, await apiKey(rig), await askOf(operation).ask(null)),
  ).rejects.toThrow();
});
