import type { BrowserContext, ConsoleMessage, Request, Response } from "@playwright/test";

/** What no page may do, whoever walks through it; each complaint is a sentence. */
export function watch(context: BrowserContext, home: string, tolerated: RegExp[]): string[] {
  const complaints: string[] = [];
  const complain = (sentence: string | null) => {
    if (sentence !== null && !tolerated.some((pattern) => pattern.test(sentence))) complaints.push(sentence);
  };
  context.on("console", (message) => complain(aboutMessage(message)));
  context.on("weberror", (error) => complain(`An uncaught error: ${error.error().message}`));
  context.on("requestfailed", (request) => complain(aboutFailure(request)));
  context.on("request", (request) => complain(aboutRequest(request)));
  context.on("response", (response) => {
    for (const sentence of aboutHeaders(response, home)) complain(sentence);
  });
  return complaints;
}

function aboutMessage(message: ConsoleMessage) {
  if (message.type() !== "error" && message.type() !== "warning") return null;
  return `The console says at ${message.location().url}: ${message.text()}`;
}

function aboutFailure(request: Request) {
  const reason = request.failure()?.errorText ?? "no reason given";
  // What the browser gave up itself, since the person went on to another page.
  if (reason === "net::ERR_ABORTED") return null;
  return `${request.method()} ${request.url()} failed: ${reason}`;
}

function aboutRequest(request: Request) {
  const { protocol, hostname } = new URL(request.url());
  const stays = ["data:", "blob:"].includes(protocol) || ["localhost", "127.0.0.1"].includes(hostname);
  return stays ? null : `${request.url()} leaves this computer.`;
}

/** Every page of ours comes with every header, redirects and refusals included. */
function aboutHeaders(response: Response, home: string): string[] {
  const headers = response.headers();
  if (!response.url().startsWith(`${home}/`) || !headers["content-type"]?.includes("text/html")) return [];
  const policy = directives(headers["content-security-policy"] ?? "");
  const scripts = policy.get("script-src") ?? [];
  const wanted = {
    "a nonce for scripts": scripts.some((source) => /^'nonce-[\w+/=-]{22,}'$/.test(source)),
    "no unsafe scripts": !scripts.some((source) => /unsafe|^\*|^https?:|^data:/.test(source)),
    "no unsafe styles": policy.get("style-src")?.includes("'unsafe-inline'") === false,
    "no objects": policy.get("object-src")?.join() === "'none'",
    "no other base": policy.get("base-uri")?.join() === "'none'",
    "no frames around it": isUnframed(response.url(), policy.get("frame-ancestors") ?? []),
    "no sniffing": headers["x-content-type-options"] === "nosniff",
    "no referrer to others": /^(same-origin|no-referrer)$/.test(headers["referrer-policy"] ?? ""),
    "a window of its own": /^(same-origin|unsafe-none)$/.test(headers["cross-origin-opener-policy"] ?? ""),
    "no trace in caches": /no-store/.test(headers["cache-control"] ?? ""),
  };
  const missing = Object.entries(wanted).flatMap(([name, there]) => (there ? [] : [name]));
  return missing.map((name) => `${response.url()} (${response.status()}) lacks a header: ${name}.`);
}

/** Wix shows the two pages of its custom authentication inside its own; nobody shows anything else. */
function isUnframed(url: string, framers: string[]): boolean {
  const atWix = /^\/(connect\/wix-advanced|link\/wix-advanced\/callback)$/.test(new URL(url).pathname);
  return (
    framers.join() === "'none'" ||
    (atWix && framers.every((host) => /^https:\/\/(\*\.)?(\w+\.)*wix\.com$/.test(host)))
  );
}

export function directives(policy: string): Map<string, string[]> {
  return new Map(
    policy.split(";").map((each) => {
      const [name = "", ...sources] = each.trim().split(/\s+/);
      return [name, sources];
    }),
  );
}
