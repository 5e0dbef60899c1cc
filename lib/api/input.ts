import "#lib/server-only";
import type { z } from "zod";
import { Failure } from "#lib/errors";
import { type ApiRequest, headerOf } from "./exchange.ts";
import type { Complaint } from "./respond.ts";

/** Reads what a request says, strictly: whatever is not known is refused, never passed over. */

const LARGEST_BODY_BYTES = 64 * 1024;
/** Whoever is cut off while sending may never read why; so a little more is taken in and thrown away. */
const MOST_LISTENED_BYTES = 1024 * 1024;
const MOST_COMPLAINTS = 20;

/** A request that is wrong in places that can be named. Never quotes what was sent: it may be a secret. */
export class InvalidRequest extends Failure {
  readonly complaints: Complaint[];

  constructor(complaints: Complaint[]) {
    super("invalid_input", complaints.map(({ at }) => at).join(" "));
    this.complaints = complaints.slice(0, MOST_COMPLAINTS);
  }
}

export function readQuery<T>(shape: z.ZodType<T>, search: string): T {
  const given = new URLSearchParams(search);
  const twice = [...new Set(given.keys())].filter((name) => given.getAll(name).length > 1);
  if (twice.length > 0)
    throw new InvalidRequest(twice.map((name) => ({ at: named(name), detail: "Given more than once." })));
  return checked(shape, Object.fromEntries(given), (path) => named(String(path[0] ?? "query")));
}

export function readBody<T>(shape: z.ZodType<T>, text: string): T {
  return checked(shape, parsed(text), pointer);
}

/** The whole body, of at most 64 KiB. What is empty counts as `{}`. */
export async function bodyText(request: ApiRequest): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body.iterator({ destroyOnReturn: false })) {
      size += chunk.byteLength;
      if (size > MOST_LISTENED_BYTES) break;
      if (size <= LARGEST_BODY_BYTES) chunks.push(chunk);
    }
  } catch {
    throw new Failure("invalid_input", "the body broke off");
  }
  if (size > LARGEST_BODY_BYTES) throw new Failure("too_large", "body");
  const text = Buffer.concat(chunks).toString("utf8");
  if ((headerOf(request, "content-encoding") ?? "identity") !== "identity")
    throw new Failure("unsupported_media_type", "content-encoding");
  if (text !== "" && !/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(headerOf(request, "content-type") ?? ""))
    throw new Failure("unsupported_media_type", "body");
  return text;
}

function parsed(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidRequest([{ at: "#", detail: "Not JSON." }]);
  }
}

function checked<T>(shape: z.ZodType<T>, given: unknown, place: (path: PropertyKey[]) => string): T {
  const found = shape.safeParse(given);
  if (found.success) {
    const unwritable = [...withNull(found.data)];
    if (unwritable.length === 0) return found.data;
    throw new InvalidRequest(unwritable.map((path) => ({ at: place(path), detail: "U+0000 in a text." })));
  }
  throw new InvalidRequest(
    found.error.issues.flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => ({ at: place([...issue.path, key]), detail: "Not known here." }))
        : [{ at: place(issue.path), detail: issue.message }],
    ),
  );
}

/** Where a text has U+0000 in it, which nobody means and PostgreSQL cannot keep. */
function* withNull(value: unknown, path: PropertyKey[] = []): Generator<PropertyKey[]> {
  if (typeof value === "string" && value.includes("\0")) yield path;
  else if (typeof value === "object" && value !== null)
    for (const [key, each] of Object.entries(value)) yield* withNull(each, [...path, key]);
}

/** RFC 6901, as a URI fragment. */
const pointer = (path: PropertyKey[]) =>
  `#${path.map((part) => `/${named(String(part).replaceAll("~", "~0").replaceAll("/", "~1"))}`).join("")}`;

/** A name as it was sent may be anything, of any length. */
const named = (text: string) => encodeURIComponent(text.toWellFormed()).slice(0, 100);
