import { describe, expect, test } from "vitest";
import { Failure } from "#lib/errors";
import { destination, withoutTokens } from "#lib/proxy/path";

const hosts = ["api.example.com", "upload.example.com"] as const;

describe("a proxied request goes", () => {
  test.each([
    ["v1/medias.json", "api.example.com", "/v1/medias.json"],
    ["", "api.example.com", "/"],
    ["upload.example.com", "upload.example.com", "/"],
    ["upload.example.com/", "upload.example.com", "/"],
    ["UPLOAD.example.com/a", "upload.example.com", "/a"],
    ["api.example.com/v1/x", "api.example.com", "/v1/x"],
    ["v1/a%20b/", "api.example.com", "/v1/a%20b/"],
    ["v1/x;a=..;b", "api.example.com", "/v1/x;a=..;b"],
    ["v1/..x", "api.example.com", "/v1/..x"],
    ["v1/caf%C3%A9", "api.example.com", "/v1/caf%C3%A9"],
    ["evil.example.net/x", "api.example.com", "/evil.example.net/x"],
  ])("%s → %s%s", (path, host, to) => {
    expect(destination(path, [...hosts])).toEqual({ host, path: to });
  });

  test.each([
    "../admin",
    "v1/../../admin",
    "v1/%2e%2e/admin",
    "v1/%2E./admin",
    "v1/.%2e",
    "v1/./x",
    "v1/..;/admin",
    "v1/..;a=b/admin",
    "v1/%2e.%3b/admin",
    "v1/.;/x",
    "v1/a%2fb",
    "v1/a%5cb",
    "v1/a\\b",
    "v1/%252e%252e/x",
    "/evil.example.net",
    "//evil.example.net",
    "upload.example.com//evil.example.net",
    "v1/a%00b",
    "v1/a%0d%0ab",
    "v1/a b",
    "v1/%zz",
    "v1/%ff",
    "v1/a?b",
    "v1/a#b",
    "v1/é",
  ])("nowhere when it reads %j", (path) => {
    expect(() => destination(path, [...hosts])).toThrow(Failure);
  });
});

test("a caller's own token never travels, and the rest of the query is left as it came", () => {
  const query = "a=1&access_token=x&Access_Token=y&%61ccess_token=z&ids[]=1&q=a+b%20c&=&flag";
  expect(withoutTokens(query, ["access_token"])).toEqual(["a=1", "ids[]=1", "q=a+b%20c", "=", "flag"]);
  expect(withoutTokens("", ["access_token"])).toEqual([]);
});
