import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Person, person } from "../rig/person.ts";
import {
  api,
  apiKey,
  autopilot,
  clearDesk,
  countConnections,
  deliver,
  flows,
  type Json,
  keys,
  link,
  minutes,
  post,
  row,
  sharedRig,
  somebody,
} from "./fixtures.ts";

/** A customer of the host application links an account without a sign-in here. */

const HOST = "https://app.example.com";
const rig = sharedRig({ env: { RETURN_ADDRESSES: `${HOST}/settings, http://localhost:4999` } });
let key: string;

beforeAll(async () => {
  key = await apiKey(rig);
});
beforeEach(() => clearDesk(rig));

const asked = (body: Json) =>
  api(rig, key, "connect-sessions", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

/** A session for a customer, and the token that its link carries. */
async function session(body: Json = {}) {
  const answer = await asked({ customerId: randomUUID(), returnUrl: `${HOST}/settings/done`, ...body });
  expect(answer.status, answer.text).toBe(201);
  const url = new URL(answer.body.url);
  return { ...answer.body, token: url.hash.slice(1), page: `/connect-session/${answer.body.id}` } as {
    id: string;
    url: string;
    ownerId: string;
    token: string;
    page: string;
  };
}

const open = (who: Person, token: string) => post(who, "/connect-session/open", { token }, new URL(rig.url));

/** A browser in which a session is open. */
async function customer(body: Json = {}) {
  const made = await session(body);
  const who = person(rig);
  const { headers } = await open(who, made.token);
  expect(headers.location).toBe(`${rig.url}${made.page}`);
  await who.get(made.page);
  return { who, ...made };
}

async function linkWistia(who: Person, page: string) {
  await autopilot(rig, flows.wistia);
  await who.get(`${page}/connect/wistia`);
  await who.submit("Continue to Wistia");
}

const outcome = async (id: string) => (await api(rig, key, `connect-sessions/${id}`)).body;

test("a customer links, mends, ends and goes back to where they came from", async () => {
  const { who, id, ownerId, page } = await customer({ customerName: "Ida’s Bakery" });
  expect(who.text()).toContain("app.example.com asks to work with accounts of yours");
  expect(who.text()).toContain("What you connect is connected for Ida’s Bakery; if that is not you, close");
  expect((await customer()).who.text()).not.toContain("What you connect is connected for");
  expect(await outcome(id)).toMatchObject({ status: "open", connectionId: null });

  await linkWistia(who, page);
  expect(who.path()).toBe(page);
  expect(who.text()).toContain("Acme Studios");
  const { status, connectionId } = await outcome(id);
  expect(status).toBe("linked");
  const read = await api(rig, key, `connections/${connectionId}`);
  expect(read.body).toMatchObject({ ownerId, provider: "wistia", account: { name: "Acme Studios" } });
  expect((await api(rig, key, `connections/${connectionId}/token`)).status).toBe(200);

  await who.get(`${page}/connect/wistia?connection=${connectionId}`);
  await who.submit("Continue to Wistia");
  expect(who.path()).toBe(page);
  expect(await countConnections(rig)).toBe(1);

  await who.get(`${page}/disconnect/${connectionId}`);
  await who.submit("Disconnect");
  expect(who.path()).toBe(page);
  expect((await row(rig, connectionId)).status).toBe("revoked");

  const { headers } = await post(who, `${page}/end`);
  const back = new URL(headers.location ?? "");
  expect(back.origin + back.pathname).toBe(`${HOST}/settings/done`);
  expect(Object.fromEntries(back.searchParams)).toEqual({
    patchbay_session: id,
    patchbay_outcome: "linked",
    patchbay_connection: connectionId,
  });
  expect((await who.get(page)).url.pathname).toBe("/connect-session/over");
});

test("a key is linked in the same way", async () => {
  const { who, id, page } = await customer();
  await who.get(`${page}/connect/api-video`);
  await who.submit("Connect api.video", { "API key": keys.acmeProduction });
  expect(who.path()).toBe(page);
  expect(await outcome(id)).toMatchObject({ status: "linked" });
});

test("saying no at the vendor is told to the customer and to the host", async () => {
  const { who, id, page } = await customer();
  await autopilot(rig, flows.wistia, { answer: "deny" });
  await who.get(`${page}/connect/wistia`);
  await who.submit("Continue to Wistia");
  expect(who.path()).toBe(page);
  expect(who.text()).toContain("declined");
  expect(await outcome(id)).toMatchObject({ status: "denied", connectionId: null });
  await linkWistia(who, page);
  expect(await outcome(id)).toMatchObject({ status: "linked" });
});

describe("the link", () => {
  test("opens once, for the browser that comes first", async () => {
    const made = await session();
    const [first, second] = [person(rig), person(rig)];
    const answers = await Promise.all([first, second].map((who) => open(who, made.token)));
    const places = answers.map(({ headers }) => new URL(headers.location ?? "").pathname).sort();
    expect(places).toEqual([made.page, "/connect-session/over"].sort());
    const { headers } = await open(person(rig), made.token);
    expect(headers.location).toContain("problem=session_over");
  });

  test("does not open after half an hour, and the page is over an hour after it was opened", async () => {
    const late = await session();
    await rig.clock.advance(minutes(31));
    expect((await open(person(rig), late.token)).headers.location).toContain("session_over");
    expect(await outcome(late.id)).toMatchObject({ status: "expired" });
    const { who, page } = await customer();
    await rig.clock.advance(minutes(61));
    expect((await who.get(page)).url.pathname).toBe("/connect-session/over");
  });

  test("is nowhere but in the answer that made it", async () => {
    const { token, who } = await customer();
    const stored = await rig.query("SELECT * FROM connect_sessions");
    expect(JSON.stringify(stored)).not.toContain(token);
    expect(rig.logs()).not.toContain(token);
    expect(who.html()).not.toContain(token);
    expect(new URL((await session()).url).search).not.toContain(token);
  });

  test("leads only to addresses that are allowed", async () => {
    for (const returnUrl of [
      "https://evil.example/settings",
      `${HOST}/`,
      `${HOST}/settingsx`,
      `${HOST}@evil.example/settings`,
      "javascript:alert(1)",
      "//evil.example",
    ])
      expect((await asked({ customerId: "a", returnUrl })).body.code, returnUrl).toBe("return_not_allowed");
    for (const origin of ["https://evil.example", `${HOST}/settings`, "*", "null"])
      expect((await asked({ customerId: "a", origin })).body.code, origin).toBe("return_not_allowed");
    expect((await asked({ customerId: "a", origin: HOST })).status).toBe(201);
    expect((await asked({ customerId: "a", role: "admin" })).status).toBe(422);
  });
});

describe("somebody else", () => {
  test("cannot finish what a customer began, in whichever browser, and nobody gets a second try", async () => {
    const others: [string, () => Promise<Person>][] = [
      ["nobody", async () => person(rig)],
      ["somebody signed in", () => somebody(rig)],
      ["another customer", async () => (await customer()).who],
    ];
    for (const [name, other] of others) {
      const { who, page, id } = await customer();
      await autopilot(rig, flows.wistia);
      const left = await post(who, `${page}/link/wistia`);
      let at = new URL(left.headers.location ?? "");
      for (let hop = 0; hop < 5 && at.origin !== rig.url; hop++) {
        const { headers } = await fetch(at, { redirect: "manual", headers: { accept: "text/html" } });
        at = new URL(headers.get("location") ?? "", at);
      }
      const before = await countConnections(rig);
      const { headers } = await deliver(rig, await other(), at);
      expect([name, headers.location]).toEqual([name, expect.stringMatching(/problem=link_other_/)]);
      expect((await deliver(rig, who, at)).headers.location).toMatch(/problem=link_other_/);
      expect(await countConnections(rig)).toBe(before);
      expect((await outcome(id)).status).toBe("open");
    }
  });

  test("sees and changes nothing of a customer's, nor a customer of theirs", async () => {
    const mine = await customer();
    await linkWistia(mine.who, mine.page);
    const { connectionId } = await outcome(mine.id);
    const person1 = await somebody(rig);
    const theirs = await link(rig, person1, flows.gist);
    const other = await customer();
    for (const path of [
      `disconnect/${connectionId}`,
      `disconnect/${theirs}`,
      `connect/gist?connection=${theirs}`,
    ])
      expect((await other.who.get(`${other.page}/${path}`)).status, path).toBe(404);
    for (const id of [connectionId, theirs])
      expect((await post(other.who, `${other.page}/disconnection/${id}`)).status).toBe(404);
    expect((await post(other.who, `${mine.page}/disconnection/${connectionId}`)).headers.location).toContain(
      "session_over",
    );
    expect((await person1.get(`/connections/${connectionId}`)).status).toBe(404);
    expect((await row(rig, connectionId)).status).toBe("active");
    expect((await row(rig, theirs)).status).toBe("active");
    const again = await asked({ customerId: "a stranger", connectionId });
    expect(again.status).toBe(404);
  });

  test("who is a customer is signed in nowhere", async () => {
    const { who } = await customer();
    for (const path of ["/connections", "/account", "/admin", "/week"])
      expect((await who.get(path)).url.pathname, path).toBe("/sign-in");
  });
});

test("a session for one vendor, or for one connection, is good for nothing else", async () => {
  const only = await customer({ vendors: ["wistia"] });
  expect(only.who.text()).not.toContain("Gist");
  expect((await only.who.get(`${only.page}/connect/gist`)).status).toBe(404);
  const refused = await post(only.who, `${only.page}/link/gist`);
  expect(refused.headers.location).toContain("problem=forbidden");
  await linkWistia(only.who, only.page);
  const { connectionId } = await outcome(only.id);
  const [{ customer_id: customerId } = { customer_id: "" }] = await rig.query(
    `SELECT customer_id FROM users WHERE id = '${only.ownerId}'`,
  );
  const mend = await customer({ customerId, connectionId });
  expect(mend.ownerId).toBe(only.ownerId);
  expect(mend.who.text()).toContain("Acme Studios");
  expect((await post(mend.who, `${mend.page}/link/wistia`)).headers.location).toContain("problem=forbidden");
  await mend.who.get(`${mend.page}/connect/wistia?connection=${connectionId}`);
  await mend.who.submit("Continue to Wistia");
  expect(await outcome(mend.id)).toMatchObject({ status: "linked", connectionId });
});

test("a session for one vendor, or for one connection, ends no other", async () => {
  const customerId = randomUUID();
  const all = await customer({ customerId });
  await linkWistia(all.who, all.page);
  const { connectionId } = await outcome(all.id);
  await autopilot(rig, flows.gist);
  await all.who.get(`${all.page}/connect/gist`);
  await all.who.submit("Continue to Gist");
  const other = (await outcome(all.id)).connectionId;
  for (const limits of [{ vendors: ["wistia"] }, { connectionId }]) {
    const only = await customer({ customerId, ...limits });
    expect((await only.who.get(`${only.page}/disconnect/${other}`)).status).toBe(404);
    const refused = await post(only.who, `${only.page}/disconnection/${other}`);
    expect(refused.headers.location).toContain("problem=forbidden");
    expect((await row(rig, other)).status).toBe("active");
  }
  const only = await customer({ customerId, connectionId });
  await post(only.who, `${only.page}/disconnection/${connectionId}`);
  expect((await row(rig, connectionId)).status).toBe("revoked");
});

test("what came of a session is told to every key in whose reach it is, and to no other", async () => {
  const made = await session({ vendors: ["wistia"] });
  const read = async (limits: Parameters<typeof apiKey>[1]) =>
    (await api(rig, await apiKey(rig, limits), `connect-sessions/${made.id}`)).status;
  // As the key that took the place of the one that made it.
  expect(await read({})).toBe(200);
  expect(await read({ providers: ["gist", "wistia"], owners: [made.ownerId] })).toBe(200);
  expect(await read({ providers: ["gist"] })).toBe(404);
  expect(await read({ owners: [randomUUID()] })).toBe(404);
  const forAll = await session();
  const wistiaOnly = await apiKey(rig, { providers: ["wistia"] });
  expect((await api(rig, wistiaOnly, `connect-sessions/${forAll.id}`)).status).toBe(404);
});

test("only the page that a session names hears of it, and only allowed pages may show it", async () => {
  const { who, page, id } = await customer({ origin: HOST });
  const ask = async (origin: string) =>
    (await fetch(`${rig.url}/connect-session/${id}/outcome`, { headers: { origin } })).headers.get(
      "access-control-allow-origin",
    );
  expect(await ask(HOST)).toBe(HOST);
  expect(await ask("https://evil.example")).toBeNull();
  const { headers } = await who.get(page);
  const policy = headers["content-security-policy"] ?? "";
  expect(policy).toContain(`frame-ancestors ${HOST} http://localhost:4999`);
  expect(headers["x-frame-options"]).toBeUndefined();
  const elsewhere = await who.get("/sign-in");
  expect(elsewhere.headers["content-security-policy"]).toContain("frame-ancestors 'none'");
});

test("the script for the host's page is taken for what it is, by pages that let in only what says so too", async () => {
  const { headers } = await fetch(`${rig.url}/connect.js`);
  expect(headers.get("content-type")).toContain("javascript");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("cross-origin-resource-policy")).toBe("cross-origin");
  for (const path of ["/connect.d.ts", "/icon.svg", "/api/health", "/api/metrics"])
    expect((await fetch(`${rig.url}${path}`)).headers.get("x-content-type-options"), path).toBe("nosniff");
});

test("a host that was taken from the list is neither gone back to nor told anything", async () => {
  const { who, page, id } = await customer({ origin: HOST });
  await rig.restart({ RETURN_ADDRESSES: "http://localhost:4999" });
  const { headers } = await fetch(`${rig.url}/connect-session/${id}/outcome`, { headers: { origin: HOST } });
  expect(headers.get("access-control-allow-origin")).toBeNull();
  const shown = await who.get(page);
  expect(shown.headers["content-security-policy"]).not.toContain(HOST);
  expect(who.html()).not.toContain(HOST);
  expect((await post(who, `${page}/end`)).headers.location).toBe(
    `${rig.url}/connect-session/over?done=closed`,
  );
});
