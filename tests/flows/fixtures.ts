import { createHash, randomBytes, randomUUID } from "node:crypto";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, vi } from "vitest";
import { type Person, person } from "../rig/person.ts";
import { type Rig, type RigOptions, startRig } from "../rig/rig.ts";

/** What the walks share: a rig per file, people, vendors that answer without clicks, and what is counted. */

// A machine with much else to do is slow, and that is no failure.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

// biome-ignore lint/suspicious/noExplicitAny: a test reads the answers it expects.
export type Json = any;

/** One running app for a test file; each test brings its own people. */
export function sharedRig(options: RigOptions = {}): Rig {
  const rig = {} as Rig;
  beforeAll(async () => {
    Object.assign(rig, await startRig(options));
  });
  afterAll(() => rig.stop?.());
  return rig;
}

/** Nothing linked by anybody, and vendors as on the first day; the clock stays, since it never goes back. */
export async function clearDesk(rig: Rig) {
  await resetVendors(rig);
  for (const table of ["connections", "link_attempts"]) await rig.query(`DELETE FROM ${table}`);
}

/** Vendors as on the first day, but for the clock. */
async function resetVendors(rig: Rig) {
  await rig.emulator.control("POST", "reset", { keepClock: true });
  await rig.emulator.control("POST", "app", { appUrl: rig.url });
}

export const password = "a long enough password";

/** Somebody new, signed in. */
export async function somebody(rig: Rig, name = "Sam Example") {
  const who = person(rig);
  const email = await signUp(rig, who, name);
  await who.signIn(email, password);
  if (who.path() !== "/connections") throw new Error(`Signing in ended at ${who.url()}: ${who.text()}`);
  return Object.assign(who, { email });
}

export async function signUp(_rig: Rig, who: Person, name = "Sam Example") {
  const email = `${randomUUID()}@example.com`;
  await who.get("/sign-up");
  await who.submit("Create account", { "Your name": name, Email: email, Password: password });
  return email;
}

export type Flow = {
  id: string;
  /** Which emulated vendor. */
  vendor: string;
  name: string;
  /** Maya's account, and another one of hers. */
  account: { id: string; name: string };
  other: { id: string; name: string };
  person: string;
  /** What the consent page's button says. */
  allow: RegExp;
  /** Where tokens come from. */
  tokenPath: RegExp;
  /** A call that any working token may make. */
  probe: string;
};

export const flows = {
  wistia: {
    id: "wistia",
    vendor: "wistia",
    name: "Wistia",
    account: { id: "4101", name: "Acme Studios" },
    other: { id: "4102", name: "Northwind Films" },
    person: "901",
    allow: /^Authorize$/,
    tokenPath: /^\/oauth\/token$/,
    probe: "api.wistia.com/v1/account.json",
  },
  gist: {
    id: "gist",
    vendor: "gist",
    name: "Gist",
    account: { id: "nrrjryb4", name: "Acme Support" },
    other: { id: "k7w2mfqx", name: "Northwind Help" },
    person: "3001",
    allow: /^Allow$/,
    tokenPath: /^\/oauth\/token$/,
    probe: "api.getgist.com/teammates",
  },
  wix: {
    id: "wix",
    vendor: "wix",
    name: "Wix",
    account: { id: "64fc2d7e-1585-45ef-b1c3-6081185108c1", name: "Acme Bakery" },
    other: { id: "1c0b7f5a-77d2-4b8e-a0f4-9d3d5a6e2b02", name: "Maya's Portfolio" },
    person: "8a1c9b52-4f1e-4a7b-9f0d-2b6f3f1c7e01",
    allow: /^Agree and install$/,
    tokenPath: /^\/oauth(2\/token|\/access)$/,
    probe: "www.wixapis.com/apps/v1/instance",
  },
  "wix-advanced": {
    id: "wix-advanced",
    vendor: "wix",
    name: "Wix (custom authentication)",
    account: { id: "64fc2d7e-1585-45ef-b1c3-6081185108c1", name: "Acme Bakery" },
    other: { id: "1c0b7f5a-77d2-4b8e-a0f4-9d3d5a6e2b02", name: "Maya's Portfolio" },
    person: "8a1c9b52-4f1e-4a7b-9f0d-2b6f3f1c7e01",
    allow: /^Agree and install$/,
    tokenPath: /^\/oauth(2\/token|\/access)$/,
    probe: "www.wixapis.com/apps/v1/instance",
  },
} as const satisfies Record<string, Flow>;

export const redirectFlows: Flow[] = Object.values(flows);

/** api.video, whose people bring a key. */
export const keys = {
  acmeProduction: "Tq7LmZ2vXc9RbN4kWs8HdYp1GfJu6EoAi3KtVnQx5Me",
  acmeSandbox: "Sb3NwKx8VtLq2ZcRm7YpDf5HjGa9UeQo1TiXnBk4Wrs",
  northwindSandbox: "Sb9CvBnM4LkJhGf2DsAqWe7RtYuIoP1ZxXcVb6NmQwe",
};
export const apiVideo = {
  id: "api-video",
  name: "api.video",
  tokenPath: /^\/auth\/(api-key|refresh)$/,
  probe: { production: "ws.api.video/videos", sandbox: "sandbox.api.video/videos" },
};

/** From now on the vendor answers for this person and account without a click. */
export const autopilot = (
  rig: Rig,
  flow: Flow,
  { account = flow.account.id, answer = "allow" }: { account?: string; answer?: string } = {},
) => settings(rig, flow.vendor, { autoAnswer: answer, autoPerson: flow.person, autoAccount: account });

export const settings = (rig: Rig, vendor: string, changes: Record<string, unknown>) =>
  rig.emulator.control("POST", `settings/${vendor}`, changes);

export const fault = (rig: Rig, given: Record<string, unknown>) =>
  rig.emulator.control("POST", "faults", given);

export const clearFaults = (rig: Rig) => rig.emulator.control("DELETE", "faults");

/** What the emulated vendor itself believes. */
export async function truth(rig: Rig, vendor: string): Promise<Json> {
  return (await rig.emulator.control("GET", `state?vendor=${vendor}`)).vendors[vendor];
}

export type Received = {
  id: number;
  method: string;
  host: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string | undefined>;
  body: string;
  status: number | null;
  fault: string | null;
};

/** Every request that vendor has had since the last reset or since `forgetRequests`. */
export async function received(rig: Rig, vendor?: string): Promise<Received[]> {
  return (await rig.emulator.control("GET", `requests${vendor ? `?vendor=${vendor}` : ""}`)).requests;
}

export const forgetRequests = (rig: Rig) => rig.emulator.control("DELETE", "requests");

/** Requests for tokens only. */
export const tokenRequests = async (rig: Rig, { vendor, tokenPath }: Pick<Flow, "vendor" | "tokenPath">) =>
  (await received(rig, vendor)).filter(({ method, path }) => method === "POST" && tokenPath.test(path));

export const apiVideoTokens = (rig: Rig) =>
  tokenRequests(rig, { vendor: "api-video", tokenPath: apiVideo.tokenPath });

/** Calls that Patchbay itself made; a person's browser asks for pages. */
export const serverCalls = async (rig: Rig) =>
  (await received(rig)).filter(({ headers }) => headers["user-agent"] === "Patchbay");

/** The id of the connection whose page this person is looking at. */
export function connectionId(who: Person) {
  const [, id] = /^\/connections\/([0-9a-f-]{36})$/.exec(who.path()) ?? [];
  if (!id) throw new Error(`${who.url()} is no connection's page:\n${who.text()}`);
  return id;
}

/** Links with the vendor's autopilot; answers the connection's id. */
export async function link(rig: Rig, who: Person, flow: Flow, account: string = flow.account.id) {
  await autopilot(rig, flow, { account });
  await who.get(`/connect/${flow.id}`);
  await who.submit(`Continue to ${flow.name}`);
  return connectionId(who);
}

export async function linkWithKey(who: Person, key: string, more: KeyForm = {}) {
  await who.get("/connect/api-video");
  await submitKey(who, key, more);
  return connectionId(who);
}

type KeyForm = { environment?: "Production" | "Sandbox"; keep?: boolean };

/** Fills in the form of the page this person is looking at. */
export function submitKey(who: Person, key: string, { environment, keep }: KeyForm = {}) {
  const keepLabel = who.fields().find((label) => label.startsWith("Keep the key")) ?? "Keep the key";
  const button =
    who.buttons().find((name) => /^(Connect|Reconnect) api\.video$/.test(name)) ?? "Connect api.video";
  return who.submit(button, {
    "API key": key,
    ...(environment === undefined ? {} : { [environment]: true }),
    ...(keep === undefined ? {} : { [keepLabel]: keep }),
  });
}

/** Presses Connect and is off to the vendor, who agrees; the answer that comes back is not delivered. */
export async function answerOf(rig: Rig, who: Person, flow: Flow, form: Record<string, string> = {}) {
  await autopilot(rig, flow);
  let at = new URL((await startLink(rig, who, flow, form)).headers.location ?? "");
  for (let hop = 0; hop < 5; hop++) {
    const { headers } = await fetch(at, { redirect: "manual", headers: { accept: "text/html" } });
    at = new URL(headers.get("location") ?? "", at);
    if (at.origin === rig.url) return at;
  }
  throw new Error(`The vendor never sent anybody back; it ended at ${at}.`);
}

/** The bare post of the Connect button. */
export const startLink = (rig: Rig, who: Person, flow: Pick<Flow, "id">, form: Record<string, string> = {}) =>
  post(who, `/link/${flow.id}`, form, new URL(rig.url));

/** A form post from a page of ours; nothing is followed. */
export const post = (who: Person, path: string, form: Record<string, string> = {}, from: URL | null = null) =>
  who.ask(
    path,
    {
      method: "POST",
      body: new URLSearchParams(form).toString(),
      type: "application/x-www-form-urlencoded",
    },
    from ?? who.url(),
  );

/** The browser is sent back to us by the vendor. */
export const deliver = (rig: Rig, who: Person, answer: URL, headers: Record<string, string> = {}) =>
  who.ask(answer.href, { headers }, new URL(rig.emulator.url));

export type KeyLimits = {
  scopes?: string[];
  providers?: string[];
  owners?: string[];
  /** Milliseconds of the product's time. */
  expiresAt?: number;
  revokedAt?: number;
  /** The first keys had none. */
  checksum?: boolean;
};

/** A key for the developer API, put where the command line puts it, which is proven where keys are. */
export async function apiKey(rig: Rig, limits: KeyLimits = {}) {
  const random = randomBytes(32).toString("base64url");
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(random));
  const key = `pb_${random}${limits.checksum === false ? "" : check.toString("base64url")}`;
  const hash = createHash("sha256").update(key).digest("base64url");
  const list = (names?: string[]) => (names === undefined ? "NULL" : `'${JSON.stringify(names)}'`);
  const at = (ms?: number) =>
    ms === undefined ? "NULL" : rig.engine === "postgres" ? `to_timestamp(${ms / 1000})` : String(ms);
  await rig.query(
    `INSERT INTO api_keys (id, name, hash, prefix, scopes, providers, owners, created_at, expires_at, revoked_at)
     VALUES ('${randomUUID()}', 'a program', '${hash}', '${key.slice(0, 11)}', ${list(limits.scopes)},
       ${list(limits.providers)}, ${list(limits.owners)}, ${at(Date.now())}, ${at(limits.expiresAt)},
       ${at(limits.revokedAt)})`,
  );
  return key;
}

export type ApiAnswer = { status: number; headers: Headers; body: Json; text: string };

export async function api(
  { url }: { url: string },
  key: string | null,
  path: string,
  init: RequestInit = {},
): Promise<ApiAnswer> {
  const headers = { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...init.headers };
  const answer = await fetch(`${url}/api/v1/${path}`, { ...init, headers });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: text === "" ? null : JSON.parse(text),
  };
}

/** What the vendor answers a program that uses this Authorization value. */
export async function atVendor(rig: Rig, address: string, authorization: string) {
  const { status } = await fetch(`${rig.emulator.url}/${address}`, { headers: { authorization } });
  return status;
}

/** The stored row. */
export async function row(rig: Rig, id: string): Promise<Json> {
  const [found] = await rig.query(`SELECT * FROM connections WHERE id = '${id}'`);
  if (!found) throw new Error(`There is no connection ${id}.`);
  return found;
}

export const countConnections = async (rig: Rig) =>
  Number((await rig.query("SELECT count(*) AS n FROM connections"))[0]?.n);

/** Asks again until it is so. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | false | null | undefined>,
  withinMs = 60_000,
) {
  const end = performance.now() + withinMs;
  for (;;) {
    const found = await ask();
    if (found) return found;
    if (performance.now() > end) throw new Error(`It never came to this: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export const minutes = (count: number) => count * 60_000;
export const hours = (count: number) => count * 3_600_000;
