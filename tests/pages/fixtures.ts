import { randomUUID } from "node:crypto";
import type { APIRequestContext, BrowserContext, Page } from "@playwright/test";
import { test as base, expect } from "../rig/browser.ts";
import type { Rig } from "../rig/rig.ts";
import { watch } from "./watch.ts";

export const password = "a long enough password";
export const minutes = (count: number) => count * 60_000;

type Fixtures = {
  /** Complaints that a test brings about on purpose. */
  tolerated: RegExp[];
  /** Vendors as on the first day, but for the clock, which never goes back. */
  vendors: Vendors;
  /** Opens one more browser, watched like the first. */
  anotherBrowser: () => Promise<Page>;
  /** Whoever sits at `page`: somebody new, signed in. */
  me: Somebody;
};

export type Somebody = { name: string; email: string };

/** Every page of every test is watched: a complaint fails the test that heard it. */
export const test = base.extend<Fixtures>({
  tolerated: [[], { option: true }],
  context: async ({ context, rig, tolerated }, use) => {
    const complaints = watch(context, rig.url, tolerated);
    await use(context);
    expect(complaints).toEqual([]);
  },
  vendors: [
    async ({ rig }, use) => {
      await rig.emulator.control("POST", "reset", { keepClock: true });
      await rig.emulator.control("POST", "app", { appUrl: rig.url });
      await use(vendorsOf(rig));
    },
    { auto: true },
  ],
  anotherBrowser: async ({ browser, rig, tolerated }, use) => {
    const opened: { context: BrowserContext; complaints: string[] }[] = [];
    await use(async () => {
      const context = await browser.newContext();
      opened.push({ context, complaints: watch(context, rig.url, tolerated) });
      return context.newPage();
    });
    for (const { context } of opened) await context.close();
    expect(opened.flatMap(({ complaints }) => complaints)).toEqual([]);
  },
  me: async ({ context, rig }, use) => {
    await use(await signedIn(context, rig));
  },
});

export { expect };

/** Somebody new, signed in in that browser without a click, for tests about something else. */
export async function signedIn(context: BrowserContext, rig: Rig, name = "Sam Example"): Promise<Somebody> {
  const somebody = { name, email: `${randomUUID()}@example.com` };
  await post(context.request, rig, "/sign-up/account", { ...somebody, password });
  await signIn(context, rig, somebody);
  return somebody;
}

export async function signIn(
  context: BrowserContext,
  rig: Rig,
  { email, password: secret = password }: { email: string; password?: string },
) {
  const page = await (await context.request.get(`${rig.url}/sign-in`)).text();
  const csrfToken = /name="csrfToken" value="([^"]+)"/.exec(page)?.[1] ?? "";
  const form = { csrfToken, email, password: secret, callbackUrl: `${rig.url}/connections` };
  await post(context.request, rig, "/api/auth/callback/credentials", form);
}

const post = (request: APIRequestContext, rig: Rig, path: string, form: Record<string, string>) =>
  request.post(`${rig.url}${path}`, { form, headers: { origin: rig.url }, maxRedirects: 0 });

export type Vendors = ReturnType<typeof vendorsOf>;

type Received = {
  method: string;
  host: string;
  path: string;
  body: string;
  headers: Record<string, string | undefined>;
};

/** The emulated vendors, from behind their counters. */
function vendorsOf({ emulator: { control, url } }: Rig) {
  return {
    url,
    fault: (fault: Record<string, unknown>) => control("POST", "faults", fault),
    recover: () => control("DELETE", "faults"),
    settings: (vendor: string, changes: Record<string, unknown>) =>
      control("POST", `settings/${vendor}`, changes),
    act: (action: string, input: Record<string, unknown> = {}) => control("POST", action, input),
    state: () => control("GET", "state"),
    /** Calls that Patchbay made itself; a person's browser asks for pages. */
    async calls(vendor: string, path: RegExp): Promise<Received[]> {
      const { requests }: { requests: Received[] } = await control("GET", `requests?vendor=${vendor}`);
      return requests.filter((each) => each.headers["user-agent"] === "Patchbay" && path.test(each.path));
    },
    forgetCalls: () => control("DELETE", "requests"),
  };
}
