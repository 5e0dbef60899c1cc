import { describe, expect, test } from "vitest";
import { requireSameOrigin } from "#lib/same-origin";
import { failureCode } from "./answers.ts";

const PUBLIC_URL = "https://patchbay.example";
const outcome = (headers: Record<string, string>, publicUrl = PUBLIC_URL) =>
  failureCode(() => requireSameOrigin(new Headers(headers), publicUrl));

describe("fetch metadata decides", () => {
  test.each([
    ["same-origin", "no failure"],
    ["none", "no failure"],
    ["same-site", "cross_site"],
    ["cross-site", "cross_site"],
    ["", "cross_site"],
    ["Same-Origin", "cross_site"],
    ["same-origin, cross-site", "cross_site"],
    ["null", "cross_site"],
  ])("%j: %s", (site, code) => {
    expect(outcome({ "sec-fetch-site": site })).toBe(code);
  });

  test("whatever the origin says", () => {
    expect(outcome({ "sec-fetch-site": "same-origin", origin: "null" })).toBe("no failure");
    expect(outcome({ "sec-fetch-site": "cross-site", origin: PUBLIC_URL })).toBe("cross_site");
  });
});

describe("without it the origin decides", () => {
  test.each([
    [PUBLIC_URL, "no failure"],
    ["https://evil.example", "cross_site"],
    ["https://patchbay.example.evil.example", "cross_site"],
    ["https://patchbay.example:8443", "cross_site"],
    ["http://patchbay.example", "cross_site"],
    ["https://sub.patchbay.example", "cross_site"],
    ["null", "cross_site"],
    ["", "cross_site"],
  ])("%j: %s", (origin, code) => {
    expect(outcome({ origin })).toBe(code);
  });

  test("a port of ours is part of it", () => {
    expect(outcome({ origin: "http://localhost:3000" }, "http://localhost:3000")).toBe("no failure");
    expect(outcome({ origin: "http://localhost:3001" }, "http://localhost:3000")).toBe("cross_site");
  });

  test("the default port may be written out in our own address", () => {
    expect(outcome({ origin: PUBLIC_URL }, "https://patchbay.example:443")).toBe("no failure");
  });
});

test("a request with neither comes from no browser and is let through", () => {
  expect(outcome({})).toBe("no failure");
});

test("a referrer, a host and a forwarded host prove nothing", () => {
  const forged = {
    referer: `${PUBLIC_URL}/`,
    host: "patchbay.example",
    "x-forwarded-host": "patchbay.example",
  };
  expect(outcome({ ...forged, origin: "https://evil.example" })).toBe("cross_site");
});
