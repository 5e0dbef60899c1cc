import type { IncomingHttpHeaders } from "node:http";

/** A request as the vendor would have seen it: `host` and `path` without the emulator's own address. */
export type VendorRequest = {
  method: string;
  host: string;
  path: string;
  /** Where the request came in, e.g. `http://127.0.0.1:4010`. */
  origin: string;
  /** `/HOST/PATH?QUERY`: what a form on this page posts back to. */
  target: string;
  query: URLSearchParams;
  params: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: string;
  /** A fault asks the vendor to grant less than was asked for. */
  cutScope: boolean;
};

export type Answer = { status: number; headers: Record<string, string>; body: string };

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(body),
  };
}

export function text(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers }, body };
}

export function redirect(location: string, status = 302): Answer {
  return { status, headers: { location, "cache-control": "no-store" }, body: "" };
}

/** Where a vendor page lives behind this emulator, on the address the caller used. */
export const vendorUrl = (request: VendorRequest, address: string) => `${request.origin}/${address}`;

/** The fields of a form, of a JSON object, and of the query, whichever the caller used; the body wins. */
export function fieldsOf(request: VendorRequest): Record<string, string> {
  const fields = Object.fromEntries(request.query);
  if (request.headers["content-type"]?.includes("json")) {
    for (const [name, value] of Object.entries(jsonOf(request) ?? {})) fields[name] = asField(value);
  } else {
    for (const [name, value] of new URLSearchParams(request.body)) fields[name] = value;
  }
  return fields;
}

const asField = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));

/** The JSON object in the body, or undefined when there is none. */
export function jsonOf(request: VendorRequest): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(request.body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

export function cookieOf(request: VendorRequest, name: string) {
  const pairs = (request.headers.cookie ?? "").split(/;\s*/).map((pair) => pair.split("="));
  const value = pairs.find(([key]) => key === name)?.[1];
  return value === undefined ? undefined : decodeURIComponent(value);
}

export function bearerOf(request: VendorRequest) {
  return /^bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
}

/** RFC 7617. */
export function basicOf(request: VendorRequest) {
  const encoded = /^basic +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (!encoded) return undefined;
  const pair = Buffer.from(encoded, "base64").toString();
  const colon = pair.indexOf(":");
  return colon < 0 ? undefined : { user: pair.slice(0, colon), password: pair.slice(colon + 1) };
}
