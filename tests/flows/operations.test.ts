import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { person } from "../rig/person.ts";
import {
  api,
  apiKey,
  clearFaults,
  fault,
  flows,
  hours,
  type Json,
  link,
  sharedRig,
  somebody,
  truth,
  until,
} from "./fixtures.ts";

/** What an operator sees of a running server: figures, log lines, traces. */

/** What an OpenTelemetry collector is sent. */
const sent: Json[] = [];
const collector = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  sent.push({ path: request.url, ...JSON.parse(body) });
  response.end("{}");
});
await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
const { port } = collector.address() as AddressInfo;
afterAll(() => void collector.close());

const rig = sharedRig({
  env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, LOG_LEVEL: "debug" },
});
const secrets = new Set<string>();
let id = "";

beforeAll(async () => {
  const who = await somebody(rig);
  id = await link(rig, who, flows.wistia);
  const key = await apiKey(rig);
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

const figures = async (headers: Record<string, string> = {}) => {
  const answer = await fetch(`${rig.url}/api/metrics`, { headers });
  return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
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
    expect(text).not.toContain(id);
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
  const spans = (): Json[] =>
    sent.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }: Json) => scopeSpans.flatMap((scope: Json) => scope.spans)),
    );
  const attributes = (span: Json) =>
    Object.fromEntries(span.attributes.map(({ key, value }: Json) => [key, Object.values(value)[0]]));

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
    expect(attributes(all.request)).toMatchObject({ "http.route": "token", "http.request.method": "GET" });
    expect(attributes(all.span)["patchbay.connection"]).toBe(id);
    expect(JSON.stringify(sent[0].resourceSpans[0].resource)).toContain('"patchbay"');
    expect(sent[0].path).toBe("/v1/traces");
  });

  test("says that a call failed, and holds no secret and no address with a query", async () => {
    const failed = await until("the failure is told", async () =>
      spans().find((span) => attributes(span)["error.type"] === "provider_unreachable"),
    );
    expect(failed.status.code).toBe(2);
    const text = JSON.stringify(sent);
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/code=|state=|\?/);
  });
});

test("a server that is asked to leave finishes a request and goes", async () => {
  const visitor = person(rig);
  await visitor.get("/sign-in");
  const other = await rig.another();
  const asked = fetch(`${other.url}/sign-in`);
  await asked;
  const begun = performance.now();
  await other.kill("SIGTERM");
  // Whoever does not leave is ended after twenty seconds.
  expect(performance.now() - begun).toBeLessThan(19_000);
});
