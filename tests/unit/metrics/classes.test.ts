import { expect, test } from "vitest";
import { classOf } from "#lib/metrics/count";

test.each([
  ["/api/v1/connections/5b2f9c7d-1d3a-4a56-8a8e-9d1f7a3b6c01/token", "token"],
  ["/api/v1/connections/5b2f9c7d?x=1", "api"],
  ["/api/webhooks/acme", "webhook"],
  ["/api/ready", "operations"],
  ["/api/auth/session", "internal"],
  ["/link/acme/callback?code=SECRET&state=SECRET", "link"],
  ["/_next/static/x.js", "file"],
  ["/admin/webhooks/ep_1", "admin"],
  ["/administrator", "page"],
  ["/connections/5b2f9c7d", "page"],
  ["/no/such/page/at/all", "page"],
])("%s is counted as %s", (url, name) => {
  expect(classOf(url)).toBe(name);
});
