import { type HTMLElement, parse } from "node-html-parser";

/**
 * A person with a browser and no JavaScript: keeps cookies, follows redirects, presses buttons by name.
 * Where a redirect leaves the emulators, it stops: that address is what the app would have received.
 */
export function createBrowser(origin: string) {
  const cookies = new Map<string, string>();
  let address = origin;
  let document: HTMLElement = parse("");
  let status = 0;
  let left: URL | undefined;

  async function visit(target: string, init: RequestInit = {}) {
    const url = new URL(target, address);
    if (url.origin !== origin) {
      left = url;
      return;
    }
    const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
    const response = await fetch(url, {
      redirect: "manual",
      ...init,
      headers: { accept: "text/html", cookie },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    address = url.href;
    const location = response.headers.get("location");
    if (location) return visit(location);
    status = response.status;
    document = parse(await response.text());
  }

  const nameOf = (element: HTMLElement) => element.text.replace(/\s+/g, " ").trim();

  return {
    async open(target: string) {
      left = undefined;
      await visit(target);
    },
    /** Presses the only button whose name begins with this. */
    async press(name: string) {
      const found = document.querySelectorAll("button").filter((button) => nameOf(button).startsWith(name));
      const [button] = found;
      if (!button || found.length !== 1) {
        const all = document.querySelectorAll("button").map(nameOf);
        throw new Error(`${found.length} buttons begin with "${name}"; the page has: ${all.join(" | ")}`);
      }
      const form = button.closest("form");
      const fields = new URLSearchParams();
      for (const input of form?.querySelectorAll("input[name], select[name]") ?? []) {
        const chosen = input.tagName === "SELECT" ? input.querySelector("option[selected]")?.text : undefined;
        fields.append(input.getAttribute("name") ?? "", chosen ?? input.getAttribute("value") ?? "");
      }
      const action = new URL(form?.getAttribute("action") ?? "", address);
      if (form?.getAttribute("method") === "post")
        return visit(action.href, { method: "POST", body: fields });
      action.search = fields.toString();
      return visit(action.href);
    },
    heading: () => document.querySelector("h1")?.text,
    text: () => document.querySelector("body")?.text.replace(/\s+/g, " ") ?? "",
    status: () => status,
    address: () => address,
    /** Where the vendor sent the person, once it has. */
    left: () => left,
  };
}
