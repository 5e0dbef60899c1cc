import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attributesOf, startCollector } from "./collector.ts";
import {
  api,
  apiKey,
  clearFaults,
  fault,
  flows,
  hours,
  link,
  minutes,
  sharedRig,
  somebody,
  truth,
  until,
} from "./fixtures.ts";

/** What an operator sees of a running server: figures, log lines, traces. */

const collector = await startCollector();
const { sent, spans } = collector;
afterAll(collector.close);

const rig = sharedRig({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, LOG_LEVEL: "debug" } });
const secrets = new Set<string>();
let id = "";
let key = "";

beforeAll(async () => {
  const who = await somebody(rig);
  id = await link(rig, who, flows.wistia);
  key = await apiKey(rig);
  secrets.add(key);
  for (let turn = 0; turn < 3; turn += 1)
    secrets.add((await api(rig, key, `connections/${id}/token`)).body.accessToken);
  await rig.clock.advance(hours(7));
  secrets.add((await api(rig, key, `connections/${id}/token`)).body.accessToken);
  await rig.clock.advance(hours(7));
  await fault(rig, { vendor: "wistia", kind: "status", status: 503, times: 1 });
  await api(rig, key, `connections/${id}/token`);
  await clearFaults(rig);
  for (const { refreshToken } of (await truth(rig, "wistia")).grants) secrets.add(refreshToken);
});

/** Requests that hold a word which nobody but the caller and the vendor may know. */
async function sendCanaries() {
  await rig.clock.advance(minutes(10));
  const upload = `connections/${id}/proxy/upload.wistia.com/canary-name?canary=query`;
  await api(rig, key, upload, { method: "POST", headers: { "x-canary": "header" }, body: "{}" });
  await api(rig, key, "connections/canary-id?canary=query", { method: "PATCH" });
  await fetch(`${rig.url}/link/canary/callback?code=canary&state=canary`, { redirect: "manual" });
}

const figures = async (headers: Record<string, string> = {}) => {
  const answer = await fetch(`${rig.url}/api/metrics`, { headers });
  return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
};

const id36 = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const vendor = /^(wistia|gist|api-video|wix|wix-advanced)$/;
const word = /^[a-z][a-z_]{1,30}$/;

/** Everything that a figure's labels may say. */
const ofLabels: Record<string, RegExp> = {
  class: /^(token|proxy|api|webhook|link|admin|page|live|file|operations|internal)$/,
  method: /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|other)$/,
  status: /^[1-5]\d\d$/,
  vendor,
  outcome: word,
  state: word,
  queue: word,
  le: /^(\d+(\.\d+)?|\+Inf)$/,
};
/** `kind` is of events and of incidents, or what prom-client says of the garbage collector and the like. */
const ofNode = ["kind", "type", "version", "major", "minor", "patch", "space"];

/** Each span with what it says always, and sometimes. */
const ofSpans: Record<string, { needed: string[]; possible: string[] }> = {
  request: {
    needed: ["http.request.method", "http.route", "patchbay.request"],
    possible: ["http.response.status_code"],
  },
  freshConnection: { needed: ["patchbay.connection", "patchbay.need"], possible: [] },
  "vendor call": {
    needed: ["patchbay.vendor", "http.request.method", "server.address", "url.path"],
    possible: [],
  },
  "proxied call": {
    needed: ["patchbay.vendor", "http.request.method", "server.address"],
    possible: ["http.response.status_code"],
  },
  "database batch": {
    needed: ["db.system.name", "patchbay.statements"],
    possible: ["patchbay.committed"],
  },
};
const ofAttributes: Record<string, RegExp> = {
  "http.request.method": /^[A-Z]{3,7}$/,
  "http.route": ofLabels.class as RegExp,
  "http.response.status_code": /^[1-5]\d\d$/,
  "patchbay.request": id36,
  "patchbay.connection": id36,
  "patchbay.need": /^(valid|ahead|new)$/,
  "patchbay.vendor": vendor,
  "patchbay.statements": /^\d+$/,
  "patchbay.committed": /^(true|false)$/,
  "server.address": /^[a-z.]+$/,
  "url.path": /^(\/[a-z0-9.-]+)+$/,
  "db.system.name": /^(sqlite|postgresql)$/,
  "error.type": word,
};

describe("the figures", () => {
  test("are Prometheus's, and count what happened", async () => {
    const { status, type, text } = await figures();
    expect(status).toBe(200);
    expect(type).toContain("text/plain");
    const value = (line: string) => {
      const found = text.split("\n").find((each) => each.startsWith(`${line} `));
      return found === undefined ? null : Number(found.split(" ").at(-1));
    };
    expect(value("patchbay_token_reads_total")).toBe(4);
    expect(value('patchbay_connection_events_total{kind="linked",vendor="wistia"}')).toBe(1);
    expect(value('patchbay_connection_events_total{kind="renewed",vendor="wistia"}')).toBe(1);
    expect(value('patchbay_connection_events_total{kind="renewal_failed",vendor="wistia"}')).toBe(1);
    expect(
      value('patchbay_vendor_request_seconds_count{vendor="wistia",outcome="provider_unreachable"}'),
    ).toBe(1);
    expect(value('patchbay_vendor_request_seconds_count{vendor="wistia",outcome="ok"}')).toBeGreaterThan(1);
    expect(value('patchbay_http_request_seconds_count{class="token",method="GET",status="200"}')).toBe(4);
    expect(value('patchbay_connections{vendor="wistia",state="active"}')).toBe(1);
    expect(value('patchbay_open_incidents{vendor="wistia",kind="outage"}')).toBe(0);
    expect(value('patchbay_circuit_open{vendor="wistia"}')).toBe(0);
    for (const queue of ["connections", "messages", "deliveries", "mails", "inbox", "revocations"])
      expect([queue, value(`patchbay_queue_size{queue="${queue}"}`)]).toEqual([queue, expect.any(Number)]);
    expect(value("patchbay_sweep_age_seconds")).toEqual(expect.any(Number));
    expect(value("patchbay_sweep_lag_seconds")).toEqual(expect.any(Number));
    expect(value("patchbay_process_resident_memory_bytes")).toBeGreaterThan(1_000_000);
  });

  test("name nothing but kinds: no label holds an id, an address or whatever was sent", async () => {
    await sendCanaries();
    const { text } = await figures();
    const labels = [...text.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [
      name,
      value,
    ]);
    const names = new Set(labels.map(([name]) => name));
    expect([...names].sort()).toEqual([...new Set([...Object.keys(ofLabels), ...ofNode])].sort());
    for (const [name = "", value] of labels)
      if (!ofNode.includes(name))
        expect({ [name]: value }).toEqual({ [name]: expect.stringMatching(ofLabels[name] as RegExp) });
    expect(text).not.toContain(id);
    expect(text).not.toContain("canary");
    for (const secret of secrets) expect(text).not.toContain(secret);
  });

  test("are for this machine only, and a proxy's visitors are no part of it", async () => {
    expect((await figures({ "x-forwarded-for": "203.0.113.9" })).status).toBe(404);
    expect((await figures({ forwarded: "for=203.0.113.9" })).status).toBe(404);
  });

  test("are for whoever knows METRICS_TOKEN, where there is one", async () => {
    const token = "a token for prometheus, long enough";
    const other = await rig.another({ METRICS_TOKEN: token });
    const ask = (authorization?: string) =>
      fetch(`${other.url}/api/metrics`, authorization === undefined ? {} : { headers: { authorization } });
    expect((await ask()).headers.get("www-authenticate")).toBe("Bearer");
    expect((await ask()).status).toBe(401);
    expect((await ask("Bearer something else altogether, as long")).status).toBe(401);
    expect((await ask(`Bearer ${token}`)).status).toBe(200);
    await other.kill();
  });
});

describe("the log", () => {
  test("is lines of JSON that name the request they belong to, and hold no secret", () => {
    const lines = rig
      .logs()
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
    const failed = lines.find(({ msg }) => msg === "A renewal failed.");
    expect(failed).toMatchObject({ connection: id, request: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    for (const secret of secrets) expect(rig.logs()).not.toContain(secret);
  });
});

describe("a trace", () => {
  beforeAll(sendCanaries);

  test("shows a read that renewed: request, freshConnection, vendor call, database batch", async () => {
    const all = await until("a whole trace is told", async () => {
      const fresh = spans().filter(({ name }) => name === "freshConnection");
      const chain = fresh
        .map((span) => ({
          span,
          request: spans().find(({ spanId }) => spanId === span.parentSpanId),
          children: spans().filter(({ parentSpanId }) => parentSpanId === span.spanId),
        }))
        .find(
          ({ request, children }) =>
            request !== undefined &&
            ["vendor call", "database batch"].every((name) => children.some((each) => each.name === name)),
        );
      return chain ?? null;
    });
    expect(all.request.name).toBe("request");
    expect(attributesOf(all.request)).toMatchObject({ "http.route": "token", "http.request.method": "GET" });
    expect(attributesOf(all.span)["patchbay.connection"]).toBe(id);
    expect(JSON.stringify(sent[0].resourceSpans[0].resource)).toContain('"patchbay"');
    expect(sent[0].path).toBe("/v1/traces");
  });

  test("says that a call failed, and holds no secret and no address with a query", async () => {
    const failed = await until("the failure is told", async () =>
      spans().find((span) => attributesOf(span)["error.type"] === "provider_unreachable"),
    );
    expect(failed.status.code).toBe(2);
    const text = JSON.stringify(sent);
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/code=|state=|\?/);
  });

  test("shows a call that was passed on as a part of its request, and nothing of what it held", async () => {
    const call = await until("the call is told", async () =>
      spans().find(({ name }) => name === "proxied call"),
    );
    expect(attributesOf(call)).toEqual({
      "patchbay.vendor": "wistia",
      "http.request.method": "POST",
      "server.address": "upload.wistia.com",
      "http.response.status_code": expect.anything(),
    });
    const parent = spans().find(({ spanId }) => spanId === call.parentSpanId);
    expect(attributesOf(parent)).toMatchObject({ "http.route": "proxy", "http.request.method": "POST" });
  });

  test("says of each span what there is to say, in the shapes that are known, and no more", async () => {
    await until("the last request is told", async () =>
      spans().some((span) => attributesOf(span)["http.request.method"] === "PATCH"),
    );
    for (const span of spans()) {
      expect(Object.keys(ofSpans)).toContain(span.name);
      const { needed, possible } = ofSpans[span.name] as (typeof ofSpans)[string];
      const said = attributesOf(span);
      expect(Object.keys(said)).toEqual(expect.arrayContaining(needed));
      for (const [name, value] of Object.entries(said)) {
        expect([...needed, ...possible, "error.type"]).toContain(name);
        expect({ [name]: String(value) }).toEqual({
          [name]: expect.stringMatching(ofAttributes[name] as RegExp),
        });
      }
    }
    expect(JSON.stringify(sent)).not.toContain("canary");
  });
});

test("a server that is asked to leave finishes what it does and goes", async () => {
  const other = await rig.another();
  await fetch(`${other.url}/sign-in`);
  // 1 would say that it gave up after fifteen seconds, null that the test ended it after twenty.
  expect(await other.kill("SIGTERM")).toBe(0);
});
