import type { HTMLElement } from "node-html-parser";
import { request } from "undici";
import { cookieJar } from "./cookies.ts";
import { submission, type Values } from "./form.ts";
import {
  buttons,
  fields,
  labelOf,
  links,
  type Name,
  named,
  nameOf,
  parsePage,
  squeeze,
  textOf,
  visibleText,
} from "./html.ts";

export type Answer = {
  url: URL;
  status: number;
  headers: Record<string, string>;
  body: string;
  /** On the clock of `performance.now()`. */
  startedAt: number;
  endedAt: number;
};
type Sent = { method?: string; body?: string; type?: string; headers?: Record<string, string> };
const hopsAtMost = 20;

/** Somebody at a browser without JavaScript: remembers cookies, reads pages, presses buttons by their names. */
export function person({ url: home }: { url: string }) {
  const jar = cookieJar();
  let answer: Answer = {
    url: new URL("about:blank"),
    status: 0,
    headers: {},
    body: "",
    startedAt: 0,
    endedAt: 0,
  };
  let trail: Answer[] = [];
  let root: HTMLElement = parsePage("");

  /** One request as this browser would send it; nothing is followed. */
  async function ask(
    url: URL,
    { method = "GET", body, type, headers }: Sent,
    from: URL | null,
  ): Promise<Answer> {
    const crossSite = from !== null && (from.hostname !== url.hostname || from.protocol !== url.protocol);
    const startedAt = performance.now();
    const cookie = jar.header(url, { method, crossSite });
    const {
      statusCode,
      headers: given,
      body: stream,
    } = await request(url, {
      method: method as "GET" | "POST",
      headers: {
        accept: "text/html,application/xhtml+xml,*/*;q=0.8",
        "accept-language": "en",
        "user-agent": "Mozilla/5.0 (a person in a test)",
        "sec-fetch-dest": "document",
        "sec-fetch-mode": "navigate",
        "sec-fetch-site": fetchSite(from, url),
        "sec-fetch-user": "?1",
        ...(method === "POST" && from ? { origin: from.origin } : {}),
        ...(from ? { referer: from.origin === url.origin ? from.href : `${from.origin}/` } : {}),
        ...(type ? { "content-type": type } : {}),
        ...(cookie ? { cookie } : {}),
        ...headers,
      },
      body: body ?? null,
    });
    const lines = given["set-cookie"] ?? [];
    jar.store(url, typeof lines === "string" ? [lines] : lines);
    const flat = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
    const text = await stream.text();
    return { url, status: statusCode, headers: flat, body: text, startedAt, endedAt: performance.now() };
  }

  /** Goes there and along all redirects, and looks at the page at the end. */
  async function go(target: URL, sent: Sent = {}, from: URL | null = null): Promise<Answer> {
    let [url, what] = [target, sent];
    trail = [];
    for (let hop = 0; hop < hopsAtMost; hop++) {
      answer = await ask(url, what, from);
      trail.push(answer);
      root = parsePage(answer.headers["content-type"]?.includes("html") ? answer.body : "");
      const next = answer.headers.location ?? immediateRefresh(root);
      if (!next || (answer.status >= 400 && !answer.headers.location)) return answer;
      url = new URL(next, url);
      if (![307, 308].includes(answer.status)) what = {};
    }
    throw new Error(`More than ${hopsAtMost} redirects, the last one to ${url}.`);
  }

  function find(what: string, elements: HTMLElement[], name: Name, naming: (element: HTMLElement) => string) {
    const [first, ...more] = named(elements, name, naming);
    if (first && more.length === 0) return first;
    const there = elements.map((each) => `"${naming(each)}"`).join(", ") || "none";
    throw new Error(
      `${more.length ? "More than one" : "No"} ${what} is called ${name} at ${answer.url} (${answer.status}); there are: ${there}.\n${visibleText(root).slice(0, 1_500)}`,
    );
  }

  const self = {
    jar,
    ask: (path: string, sent: Sent = {}, from: URL | null = answer.url) =>
      ask(new URL(path, home), sent, from?.protocol === "about:" ? null : from),
    /** Types the address; `home` is left out for the app's own. */
    get: (path: string) => go(new URL(path, home)),
    async submit(button: Name, values: Values = {}, { within }: { within?: HTMLElement } = {}) {
      const pressed = find("button", buttons(within ?? root), button, nameOf);
      const { method, action, multipart, entries } = submission(pressed, values, root);
      const target = new URL(action || answer.url.href, answer.url);
      if (method === "GET") {
        target.search = new URLSearchParams(entries).toString();
        return go(target, {}, answer.url);
      }
      return go(target, { method, ...encoded(entries, multipart) }, answer.url);
    },
    click(link: Name) {
      const clicked = find("link", links(root), link, nameOf);
      return go(new URL(clicked.getAttribute("href") ?? "", answer.url), {}, answer.url);
    },
    async signIn(email: string, password: string) {
      await self.get("/sign-in");
      return self.submit("Sign in", { Email: email, Password: password });
    },
    answer: () => answer,
    /** All answers of the last step, redirects included. */
    trail: () => trail,
    url: () => answer.url,
    path: () => answer.url.pathname,
    html: () => answer.body,
    page: () => root,
    /** What can be read on the page. */
    text: () => visibleText(root),
    /** What elements of that role say; headings, status and alerts have roles. */
    saying: (role: "status" | "alert" | "heading") => {
      const selector =
        role === "heading"
          ? "h1, h2, h3, [role=heading]"
          : role === "status"
            ? "output, [role=status]"
            : "[role=alert]";
      return root.querySelectorAll(selector).map((each) => squeeze(textOf(each)));
    },
    buttons: () => buttons(root).map(nameOf),
    links: () => links(root).map(nameOf),
    fields: () =>
      fields(root)
        .filter((field) => field.getAttribute("type") !== "hidden")
        .map(labelOf),
  };
  return self;
}

export type Person = ReturnType<typeof person>;

function fetchSite(from: URL | null, url: URL) {
  if (!from) return "none";
  if (from.origin === url.origin) return "same-origin";
  return from.hostname === url.hostname && from.protocol === url.protocol ? "same-site" : "cross-site";
}

function encoded(entries: [string, string][], multipart: boolean) {
  if (!multipart) {
    return { body: new URLSearchParams(entries).toString(), type: "application/x-www-form-urlencoded" };
  }
  const boundary = "----a-boundary-nobody-types";
  const parts = entries.map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return { body: `${parts.join("")}--${boundary}--\r\n`, type: `multipart/form-data; boundary=${boundary}` };
}

/** Next answers with a refresh of at most a second where the head was already sent; a slower one is a page that waits. */
function immediateRefresh(root: HTMLElement) {
  const content = root.querySelector("meta[http-equiv=refresh]")?.getAttribute("content");
  return /^[01]\s*;\s*url=(.+)$/i.exec(content ?? "")?.[1];
}
