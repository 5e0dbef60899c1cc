import { createRequire } from "node:module";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { type Emulators, type StartOptions, startEmulators } from "../../emulators/server.ts";

/** One set of emulators for a test file, back at the seed before each test. */
export function runEmulators(options: StartOptions = {}) {
  const running = {} as Emulators;
  beforeAll(async () => {
    Object.assign(running, await startEmulators({ quiet: true, ...options }));
  });
  beforeEach(() => running.world.reset());
  afterAll(() => running.close());
  return running;
}

/** `simple-oauth2 5.1.0`: what a test's title says it was proven with. */
export function sdk(name: string) {
  const { version } = createRequire(import.meta.url)(`../../node_modules/${name}/package.json`) as {
    version: string;
  };
  return `${name} ${version}`;
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads the answers it expects.
export type Json = any;

export async function control(url: string, method: string, path: string, body?: unknown) {
  const headers = { "content-type": "application/json" };
  const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
  const response = await fetch(`${url}/_control/${path}`, init);
  return (await response.json()) as Json;
}

/** Posts fields as a form or as JSON and reads the JSON that comes back. */
export async function post(
  url: string,
  fields: Record<string, string>,
  as: "form" | "json" = "form",
  headers = {},
) {
  const type = as === "form" ? "application/x-www-form-urlencoded" : "application/json";
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": type, ...headers },
    body: as === "form" ? new URLSearchParams(fields) : JSON.stringify(fields),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Json };
}

export async function get(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers });
  const text = await response.text();
  const json = response.headers.get("content-type")?.includes("json");
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: json ? (JSON.parse(text) as Json) : undefined,
  };
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
export const basic = (user: string, password = "") => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
});

/** Moves the clock to the beginning of a minute, so that a test about limits does not straddle two. */
export const startOfMinute = (url: string) =>
  control(url, "POST", "clock", { offsetMs: 60_000 - (Date.now() % 60_000) });
