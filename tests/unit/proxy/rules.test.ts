import { expect, test } from "vitest";
import { gist } from "#lib/providers/gist";
import { providers } from "#lib/providers/index";
import { answerHeaders, requestHeaders } from "#lib/proxy/headers";
import { allows, readRules, rulesText } from "#lib/proxy/rules";
import { scopeFor } from "#lib/proxy/scope-uses";

const to = (path: string) => ({ host: "api.example.com", path });

test("a rule covers its path and what lies below it, with its methods only", () => {
  const rules = [
    { methods: ["GET"], path: "/v1/medias" },
    { methods: ["GET", "POST"], path: "/v1/projects/" },
  ];
  for (const path of ["/v1/medias", "/v1/medias.json", "/v1/medias/7", "/v1/projects/7"])
    expect(allows(rules, "GET", to(path)), path).toBe(true);
  for (const path of ["/v1/mediasets", "/v1", "/", "/v2/v1/medias", "/v1/projects"])
    expect(allows(rules, "GET", to(path)), path).toBe(false);
  expect(allows(rules, "POST", to("/v1/medias"))).toBe(false);
  expect(allows(rules, "POST", to("/v1/projects/7"))).toBe(true);
  expect(allows([], "GET", to("/"))).toBe(false);
  expect(allows(null, "DELETE", to("/anything"))).toBe(true);
});

test("a rule with a host in front is for that host, one without for each", () => {
  const rules = readRules("POST upload.example.com/; GET api.example.com/v1/medias");
  expect(allows(rules, "POST", { host: "upload.example.com", path: "/" })).toBe(true);
  expect(allows(rules, "POST", to("/"))).toBe(false);
  expect(allows(rules, "GET", to("/v1/medias/7"))).toBe(true);
  expect(allows(rules, "GET", { host: "upload.example.com", path: "/v1/medias" })).toBe(false);
  expect(allows(readRules("GET /v1"), "GET", { host: "upload.example.com", path: "/v1" })).toBe(true);
});

test("rules are read as they are written, and written as they are read", () => {
  const rules = readRules(" GET,POST /v1/medias;\n* /v1/drafts/\n;");
  expect(rules).toEqual([
    { methods: ["GET", "POST"], path: "/v1/medias" },
    { methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"], path: "/v1/drafts/" },
  ]);
  expect(rulesText(rules)).toBe("GET,POST /v1/medias; * /v1/drafts/");
  expect(readRules(rulesText(rules))).toEqual(rules);
});

test.each([
  "",
  " ; ",
  "/v1/medias",
  "GET",
  "get /v1/medias",
  "TRACE /v1/medias",
  "GET, POST /v1/medias",
  "GET v1 medias",
  "GET /v1/../oauth",
  "GET //evil.example/",
  "GET /v1?a=b",
  "GET https://api.example.com/v1",
  `GET /${"a".repeat(500)}`,
  Array(51).fill("GET /v1").join(";"),
])("%j is no rule", (text) => {
  expect(() => readRules(text)).toThrow("invalid_input");
});

test("who the caller is, and what ends at a neighbour, is not passed on", () => {
  expect(
    requestHeaders({
      authorization: "Bearer ours",
      cookie: "a=b",
      host: "patchbay.example.com",
      connection: "keep-alive, X-Private",
      "x-private": "1",
      "keep-alive": "timeout=5",
      "x-forwarded-for": "10.0.0.1",
      "x-patchbay-address": "10.0.0.1",
      te: "trailers",
      "transfer-encoding": "chunked",
      upgrade: "websocket",
      "content-type": "application/json",
      "accept-encoding": "gzip",
      "x-custom": ["a", "b"],
    }),
  ).toEqual({ "content-type": "application/json", "accept-encoding": "gzip", "x-custom": ["a", "b"] });
});

test("what would make another request of it than the rules allowed is not passed on", () => {
  expect(
    requestHeaders({
      "x-http-method-override": "DELETE",
      "x-http-method": "DELETE",
      "x-method-override": "DELETE",
      "x-original-url": "/v1/admin",
      "x-rewrite-url": "/v1/admin",
      accept: "text/plain",
    }),
  ).toEqual({ accept: "text/plain" });
});

test("no length is told of an answer that has none", () => {
  expect(answerHeaders({ "content-length": "5" }, 204)).not.toHaveProperty("content-length");
  // RFC 9110 §8.6: this is how long it would be.
  expect(answerHeaders({ "content-length": "5" }, 304)).toHaveProperty("content-length", "5");
});

test("an answer cannot act on our origin", () => {
  const headers = answerHeaders({
    "content-type": "text/html",
    "content-encoding": "gzip",
    "set-cookie": ["a=b"],
    location: "https://elsewhere.example.net",
    "access-control-allow-origin": "*",
    nel: "{}",
    "report-to": "{}",
    "reporting-endpoints": "a",
    "service-worker-allowed": "/",
    "cache-control": "public",
    etag: '"1"',
  });
  expect(headers).toEqual({
    "content-type": "text/html",
    "content-encoding": "gzip",
    etag: '"1"',
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'",
  });
});

test("every API host is one that may be called at all, and every scope one that has words", () => {
  for (const provider of Object.values(providers)) {
    const grants = [{ kind: "code" }, { kind: "api-key", values: { environment: "sandbox" } }] as const;
    for (const grant of grants)
      for (const host of provider.api.hosts(grant)) expect(provider.hosts).toContain(host);
    const { scopes = [] } = provider.api;
    for (const [methods, path, scope] of scopes) {
      expect(Object.keys(provider.scopes), `${provider.id} ${path}`).toContain(scope);
      expect(scopeFor(provider, methods[0] ?? "", path)).toBe(scope);
    }
  }
  expect(scopeFor(gist, "HEAD", "/contacts/7")).toBe("read_contact");
  expect(scopeFor(gist, "GET", "/elsewhere")).toBeNull();
});
