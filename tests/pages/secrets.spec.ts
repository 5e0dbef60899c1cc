import type { Page, Response } from "@playwright/test";
import type { Rig } from "../rig/rig.ts";
import { expect, test, type Vendors } from "./fixtures.ts";
import { keys, linkGist, linkWistia, maya, press, state } from "./people.ts";

/** What a browser ever gets to see of us, searched for what only a server may know. */

type Heard = { where: string; text: string };

test("no token, code, key, secret or sealed text reaches the browser", async ({
  page,
  rig,
  vendors,
  me: _me,
}) => {
  test.slow();
  const heard = listen(page, rig);
  const secrets = new Map<string, string>();
  const learn = async () => {
    for (const [secret, what] of await truth(rig, vendors)) secrets.set(secret, what);
  };
  const renew = async () => {
    await learn();
    await press(page, "Refresh now");
    await expect(page.getByText(/A new token was fetched|it was tested instead/)).toBeVisible();
    await press(page, "Test now");
    await expect(page.getByText("The vendor answered: it works.")).toBeVisible();
    await learn();
  };

  await linkWistia(page);
  await renew();
  await linkGist(page);
  await renew();
  for (const kind of ["Wix", "Wix (custom authentication)"]) {
    await page.goto("/connections");
    await page.getByRole("link", { name: `Connect ${kind}`, exact: true }).click();
    await press(page, `Continue to ${kind}`);
    if (kind === "Wix") await press(page, maya);
    await press(page, /^Acme Bakery/, "Agree and install");
    await renew();
  }
  await page.goto("/connect/api-video");
  for (const key of ["NotAKeyOfAnybodysAtAll0123456789", keys.production]) {
    secrets.set(key, "an api.video key");
    await page.getByLabel("API key", { exact: true }).fill(key);
    await press(page, "Connect api.video");
  }
  await expect(state(page)).toContainText("Works");
  await renew();
  // By clicking from page to page, so that payloads between pages are among what is heard.
  const bar = page.getByRole("navigation", { name: "Main" });
  await bar.getByRole("link", { name: "Account" }).click();
  await bar.getByRole("link", { name: "Connections" }).click();
  await page.getByRole("link", { name: "Acme Studios" }).click();
  await press(page, "Disconnect", "Disconnect");
  await expect(state(page)).toContainText("Disconnected");
  await learn();

  const kinds = new Set(secrets.values());
  for (const kind of kindsExpected) expect(kinds).toContain(kind);
  const answers = await heard();
  expect(answers.filter(({ where }) => where.includes(".js")).length).toBeGreaterThan(0);
  expect(answers.filter(({ where }) => where.includes("_rsc=")).length).toBeGreaterThan(0);
  expect(found(secrets, answers)).toEqual([]);
  expect(found(secrets, await kept(page))).toEqual([]);
});

const kindsExpected = [
  "an access token",
  "a refresh token",
  "an application's secret",
  "an authorization code",
  "an api.video key",
  "a sealed text",
];

function found(secrets: Map<string, string>, places: Heard[]): string[] {
  return places.flatMap(({ where, text }) =>
    [...secrets].filter(([secret]) => text.includes(secret)).map(([, what]) => `${what} stands in ${where}`),
  );
}

/** Every answer of ours with its headers; a redirect's address too, but for the one that leaves for a vendor. */
function listen(page: Page, rig: Rig): () => Promise<Heard[]> {
  const pending: Promise<Heard[]>[] = [];
  const ours = (url: string) => url.startsWith(`${rig.url}/`);
  page.context().on("response", (response) => {
    if (ours(response.url())) pending.push(hear(response));
  });
  const asked: Heard[] = [];
  page.context().on("request", (request) => {
    if (ours(request.url())) asked.push({ where: "a Referer header", text: request.headers().referer ?? "" });
  });
  return async () => [...(await Promise.all(pending)).flat(), ...asked];
}

async function hear(response: Response): Promise<Heard[]> {
  const { pathname, search } = new URL(response.url());
  const where = `the answer to ${response.request().method()} ${pathname}${pathname.endsWith("/callback") ? "" : search}`;
  const headers = JSON.stringify(await response.headersArray().catch(() => []));
  // A redirect has no body, and one that was overtaken by the next page has lost it.
  const body =
    response.status() >= 300 && response.status() < 400 ? "" : await response.text().catch(() => "");
  return [
    { where: `the headers of ${where}`, text: headers },
    { where, text: body },
  ];
}

/** What stays behind in the browser. */
async function kept(page: Page): Promise<Heard[]> {
  const devtools = await page.context().newCDPSession(page);
  const { entries } = await devtools.send("Page.getNavigationHistory");
  const stores = await page.evaluate(() => ({
    cookie: document.cookie,
    local: JSON.stringify(localStorage),
    session: JSON.stringify(sessionStorage),
    resources: performance.getEntries().map(({ name }) => name),
  }));
  // Nothing of ours is for scripts to read.
  expect(stores.cookie).toBe("");
  return [
    { where: "the history", text: JSON.stringify(entries.map(({ url, title }) => [url, title])) },
    { where: "the browser's stores", text: JSON.stringify(stores) },
  ];
}

type Grant = { refreshToken?: string | null; accessTokens?: { token: string }[] };
type Vendor = { grants?: Grant[]; applications?: Record<string, { secret?: string }> };

/** All that the vendors and the database know and a browser may not. */
async function truth(rig: Rig, vendors: Vendors): Promise<[string, string][]> {
  const { vendors: each }: { vendors: Record<string, Vendor> } = await vendors.state();
  const { requests } = await rig.emulator.control("GET", "requests");
  const rows = await rig.query("SELECT * FROM connections");
  const attempts = await rig.query("SELECT * FROM link_attempts");
  const sealed = [...rows, ...attempts].flatMap((row) =>
    Object.entries(row)
      .filter(([column]) => column.startsWith("sealed_"))
      .map(([, value]) => value),
  );
  const codes = (requests as { body: string }[]).flatMap(({ body }) => {
    const code = /(?:^|&|")code(?:=|":\s*")([^&"]+)/.exec(body)?.[1];
    return code === undefined ? [] : [decodeURIComponent(code)];
  });
  const known: [string | null | undefined, string][] = [
    ...Object.values(each).flatMap(({ grants = [], applications = {} }) => [
      ...grants.map(({ refreshToken }) => [refreshToken, "a refresh token"] as [string, string]),
      ...grants.flatMap(({ accessTokens = [] }) =>
        accessTokens.map(({ token }) => [token, "an access token"] as [string, string]),
      ),
      ...Object.values(applications).map(
        ({ secret }) => [secret, "an application's secret"] as [string, string],
      ),
    ]),
    ...codes.map((code) => [code, "an authorization code"] as [string, string]),
    ...sealed.map((text) => [text, "a sealed text"] as [string, string]),
  ];
  return known.filter((pair): pair is [string, string] => typeof pair[0] === "string" && pair[0].length >= 8);
}
