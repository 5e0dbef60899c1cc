import { expect, test } from "vitest";
import { Patchbay } from "../../client/src/index.ts";

const home = "https://patchbay.example.com";

/** A client whose requests end here, with what was asked so far. */
function client(answer: (url: URL) => unknown = () => ({})) {
  const asked: URL[] = [];
  const fetch = async (url: RequestInfo | URL) => {
    asked.push(new URL(String(url)));
    return Response.json(answer(new URL(String(url))));
  };
  return { asked, patchbay: new Patchbay({ url: `${home}/`, apiKey: "pb_x", fetch }) };
}

test.each([
  ["v1/films?per_page=3", "v1/films?per_page=3"],
  ["/v1/films", "v1/films"],
  ["https://api.vendor.example/v1/films?q=a%20b+c", "api.vendor.example/v1/films?q=a%20b+c"],
  [new URL("https://UPLOAD.vendor.example"), "upload.vendor.example/"],
  ["", ""],
])("a call to %s goes to the vendor's %s", async (url, path) => {
  const { patchbay, asked } = client();
  await patchbay.fetch("c1", url);
  expect(asked.map(({ href }) => href)).toEqual([`${home}/api/v1/connections/c1/proxy/${path}`]);
});

test.each([
  "../token",
  "v1/films/../../../token",
  "v1/films/%2e%2e/%2E./..%2e/../../token",
  "..\\..\\token",
  "\t../\n../token",
  "https://api.vendor.example/../../../../webhooks",
  "//api.vendor.example/../../webhooks",
])("a call to %j, of which somebody else may have written a part, does not leave the proxy", async (url) => {
  const { patchbay, asked } = client();
  await patchbay.fetch("c1", url);
  expect(asked[0]?.pathname).toMatch(/^\/api\/v1\/connections\/c1\/proxy\//);
});

test("a call goes to nothing but a vendor's address", () => {
  const { patchbay, asked } = client();
  for (const url of ["http://api.vendor.example/", "data:,x", "javascript:0"])
    expect(() => patchbay.fetch("c1", url)).toThrow(TypeError);
  expect(asked).toEqual([]);
});

test("what happened is told to its end, with where to go on later", async () => {
  const { patchbay, asked } = client(({ searchParams }) =>
    searchParams.get("cursor") === "b"
      ? { data: [{ id: "3" }], nextCursor: null, laterCursor: "c" }
      : { data: [{ id: "1" }, { id: "2" }], nextCursor: "b", laterCursor: "b" },
  );
  const events = patchbay.events({ type: "connection.linked", cursor: "a" });
  const seen: unknown[] = [];
  let step = await events.next();
  for (; !step.done; step = await events.next()) seen.push(step.value.id);
  expect([seen, step.value]).toEqual([["1", "2", "3"], "c"]);
  expect(asked.map(({ search }) => search)).toEqual([
    "?type=connection.linked&cursor=a",
    "?type=connection.linked&cursor=b",
  ]);
});

const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  Response.json({ status, code, detail: "No." }, { status, headers: { "x-request-id": "r1", ...headers } });

/** A client that is given these answers one after another, and how it asked for them. */
function answered(...answers: (Response | Error)[]) {
  const asked: Headers[] = [];
  const fetch = async (_: unknown, init?: RequestInit) => {
    asked.push(new Headers(init?.headers));
    const answer = answers[asked.length - 1];
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error("Asked too often.");
    return answer;
  };
  return {
    asked,
    patchbay: new Patchbay({ url: home, apiKey: "pb_x", fetch: fetch as typeof globalThis.fetch }),
  };
}

test.each([
  ["busy", () => problem(503, "busy", { "retry-after": "0" })],
  ["at its limit", () => problem(429, "rate_limited", { "retry-after": "0" })],
  ["still at the same request", () => problem(409, "idempotency_busy", { "retry-after": "0" })],
  ["out of reach for a moment", () => new TypeError("fetch failed")],
])("a change is asked for again, as the same one, where Patchbay is %s", async (_, trouble) => {
  const { patchbay, asked } = answered(trouble(), Response.json({ id: "c1" }));
  expect(await patchbay.connections.disconnect("c1")).toEqual({ id: "c1" });
  const [first, second] = asked.map((headers) => headers.get("idempotency-key"));
  expect(first).toMatch(/^[0-9a-f-]{36}$/);
  expect(second).toBe(first);
});

test("what will not pass is thrown at once, with its code and how to find it in the log", async () => {
  const { patchbay, asked } = answered(problem(409, "reauth_required"));
  await expect(patchbay.token("c1")).rejects.toMatchObject({
    name: "PatchbayProblem",
    status: 409,
    code: "reauth_required",
    message: "No.",
    requestId: "r1",
    retryAfterMs: null,
  });
  expect(asked).toHaveLength(1);
  const html = answered(new Response("<h1>Bad gateway</h1>", { status: 502 }));
  await expect(html.patchbay.token("c1")).rejects.toMatchObject({ status: 502, code: "unknown" });
});

test("what passes is waited for three times, and then thrown", async () => {
  const busy = () => problem(503, "busy", { "retry-after": "0" });
  const { patchbay, asked } = answered(busy(), busy(), busy(), busy());
  await expect(patchbay.token("c1")).rejects.toMatchObject({ code: "busy", retryAfterMs: 0 });
  expect(asked).toHaveLength(3);
});
