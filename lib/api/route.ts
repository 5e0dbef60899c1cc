import type { z } from "zod";
import type { FailureCode } from "#lib/errors";
import type { ApiAnswer, ApiRequest } from "./exchange.ts";
import type { KeyActor } from "./key-actor.ts";
import type { Scope } from "./scopes.ts";

/**
 * One operation of the developer API, said once: this is what answers it, what checks its input, and what
 * its description (OpenAPI) is made from.
 */

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** `{id}` stands for an id, `{rest*}` for whatever follows, slashes included. */
type Params<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { [Each in (Name extends `${infer Tail}*` ? Tail : Name) | keyof Params<Rest>]: string }
  : Record<never, string>;

/** Which limit a request counts towards (lib/api/limits.ts). */
export type Policy = "reads" | "writes";

export type Operation<Path extends string = string, Query = unknown, Body = unknown, Answer = unknown> = {
  method: Method;
  /** Below `/api/v1`. */
  path: Path;
  /** The operation's name for programs: "listConnections". */
  name: string;
  /** The chapter of the reference it stands in. */
  chapter: Chapter;
  /** What it does, in a few words; `description` says what is worth knowing besides. */
  summary: string;
  description?: string;
  /** What a key needs for it. */
  scope: Scope;
  query?: z.ZodType<Query>;
  /** A JSON object of at most 64 KiB. */
  body?: z.ZodType<Body>;
  answer: z.ZodType<Answer>;
  /** Of an answer that is no failure; 200 unless said. */
  status?: 200 | 201 | 202;
  /** Failures it may end with besides those that every operation has (lib/api/document.ts). */
  failures?: readonly FailureCode[];
  /** Absent: "reads" for GET, "writes" for the others. */
  policy?: Policy;
  /** Whether an answer carries an ETag. Absent: for GET. */
  tagged?: boolean;
  handle: (call: Call<Path, Query, Body>) => Promise<Answer | Reply<Answer>>;
};

/** What passes requests on instead of reading them: its handler gives the answer as it is to be sent. */
type Passage<Path extends string> = Omit<
  Operation<Path, never, never, never>,
  "query" | "body" | "answer" | "status" | "tagged" | "handle"
> & {
  passage: true;
  handle: (call: Call<Path, never, never>) => Promise<ApiAnswer>;
};

export type Call<Path extends string, Query, Body> = {
  key: KeyActor;
  params: Params<Path>;
  query: Query;
  body: Body;
  request: ApiRequest;
};

/** An answer that has headers of its own. */
export class Reply<Answer> {
  readonly value: Answer;
  readonly headers: Record<string, string>;

  constructor(value: Answer, headers: Record<string, string>) {
    this.value = value;
    this.headers = headers;
  }
}

/** A route as the table holds it, its types forgotten. */
export type Route = Operation | Passage<string>;

export function route<Path extends string, Query, Body, Answer>(
  operation: Operation<Path, Query, Body, Answer>,
): Route {
  return operation as unknown as Route;
}

export function passage<Path extends string>(operation: Omit<Passage<Path>, "passage">): Route {
  return { ...operation, passage: true } as unknown as Route;
}

/** The reference's chapters, in its order. */
export const chapters = {
  Connections: "The accounts that people linked: how they are, and what can be done with them.",
  Tokens: "A working access token in one call.",
  Proxy: "Calls to a vendor that Patchbay puts the token into.",
  "Connect sessions": "A link page for one of your own customers.",
  Events: "What happened, in the order in which it did.",
  Webhooks: "Being told of what happens.",
  Vendors: "Who can be linked here.",
} as const;

export type Chapter = keyof typeof chapters;
