import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "./fixtures.ts";
import { linkApiVideo, linkWistia, press, state } from "./people.ts";
import { directives } from "./watch.ts";

/** Every page of every test is watched for these things (watch.ts); here are the ones that have to be provoked. */

// What these tests provoke: refused scripts and frames, and pages that are not there.
test.use({
  tolerated: [
    /Content Security Policy|frame-ancestors|ERR_BLOCKED_BY_RESPONSE|Failed to load resource.* 40\d/,
  ],
});

test.describe("a reader far away, in another language", () => {
  test.use({ timezoneId: "Asia/Kathmandu", locale: "ar-EG" });

  test("gets the page the server made without a complaint, with times in their own zone", async ({
    page,
    vendors,
    me: _me,
  }) => {
    const path = await linkWistia(page);
    await vendors.fault({ vendor: "wistia", kind: "status", status: 503, times: 5 });
    await press(page, "Refresh now");
    await expect(state(page)).toContainText("Vendor is having trouble");
    await expect(state(page)).not.toContainText("UTC");
    for (const address of ["/connections", path, "/account", "/connect/gist"]) {
      await page.goto(address);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    }
  });
});

test("a script that was smuggled into a page does not run", async ({ page, me: _me }) => {
  await page.goto("/connections");
  const [refused, ran] = await page.evaluate(async () => {
    const violation = new Promise<string>((resolve) =>
      document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective)),
    );
    const holder = document.createElement("div");
    holder.innerHTML = `<img src="data:," onerror="document.title = 'smuggled'">`;
    document.body.append(holder);
    return [await violation, document.title === "smuggled"] as const;
  });
  expect(refused).toBe("script-src-attr");
  expect(ran).toBe(false);
});

test("each load of a page has a nonce of its own, and each of its scripts carries it", async ({
  page,
  rig,
}) => {
  const nonces = [];
  for (const address of ["/sign-in", "/sign-in", "/nothing-here"]) {
    const answer = await page.request.get(`${rig.url}${address}`);
    const policy = directives(answer.headers()["content-security-policy"] ?? "");
    const nonce = policy
      .get("script-src")
      ?.find((source) => source.startsWith("'nonce-"))
      ?.slice(7, -1);
    const scripts = (await answer.text()).match(/<script\b[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((script) => !script.includes(`nonce="${nonce}"`))).toEqual([]);
    nonces.push(nonce);
  }
  expect(new Set(nonces).size).toBe(nonces.length);
});

test("a page of ours stays blank inside somebody else's, even on the same machine", async ({
  page,
  rig,
  me: _me,
}) => {
  const path = await linkApiVideo(page);
  const addresses = [path, "/sign-up", "/connect/wix-advanced", "/nothing-here"].map(
    (each) => rig.url + each,
  );
  const frames = addresses.map((address) => `<iframe title="ours" src="${address}"></iframe>`);
  const elsewhere = createServer((_, response) =>
    response
      .writeHead(200, { "content-type": "text/html" })
      .end(`<title>Elsewhere</title><link rel="icon" href="data:,">${frames.join("")}`),
  ).listen(0, "localhost");
  await once(elsewhere, "listening");
  const refused: string[] = [];
  page.on("requestfailed", (request) => {
    if (request.failure()?.errorText === "net::ERR_BLOCKED_BY_RESPONSE") refused.push(request.url());
  });
  await page.goto(`http://localhost:${(elsewhere.address() as AddressInfo).port}/`);
  elsewhere.close();
  await expect.poll(() => refused.sort()).toEqual(addresses.sort());
  for (const frame of page.frames().slice(1)) await expect(frame.getByRole("main")).toHaveCount(0);
});

test("odd addresses are answered with every header too, and never with what went wrong inside", async ({
  page,
  rig,
  me: _me,
}) => {
  for (const address of [
    "/nothing-here",
    "/connections/none",
    "/connect/nobody",
    "/dev/components",
    "/connections/%00",
    "/connections/%E0%A4%A",
    "/%ff",
    "/api/auth/nothing",
    "/api/auth/error?error=Configuration",
    "/api/nothing",
    "/link/nobody/callback",
    "/_next/nothing",
    "/_next/static/nothing.js",
    "/connections?problem=__proto__&done=constructor&provider=toString&page=-1&q=%F0%9F%94%8C",
  ]) {
    const answer = await page.goto(`${rig.url}${address}`);
    expect(answer?.status(), address).toBeLessThan(500);
    const html = await page.content();
    expect(html, address).not.toMatch(/node_modules|\.next\/|at \w+ \(|stack/);
  }
});
