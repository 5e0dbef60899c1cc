import "#lib/server-only";
import { z } from "zod";
import { env } from "#lib/env";
import { type FailureCode, failures } from "#lib/errors";
import { ROOT } from "./match.ts";
import { sentenceFor, titleOf } from "./respond.ts";
import { chapters, type Operation, type Route } from "./route.ts";
import { routes } from "./routes.ts";
import { scopes } from "./scopes.ts";
import { shapes } from "./shapes.ts";

/** The API described in OpenAPI 3.1, from the very table and shapes that answer it. */

export const documentPath = `${ROOT}/openapi.json`;

let text: string | undefined;

export function documentText(): string {
  text ??= JSON.stringify(document());
  return text;
}

/** The same as data, for the page that shows it. */
export const document = (): OpenApi => openApi(routes, env().PUBLIC_URL);

export type Schema = { [keyword: string]: unknown };
export type Parameter = {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description?: string;
  schema: Schema;
};
type Content = Record<string, { schema?: Schema }>;
export type Answer = { description: string; headers?: Record<string, unknown>; content?: Content };
export type DescribedOperation = {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  "x-scope": string;
  parameters: Parameter[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, Answer>;
};
export type OpenApi = ReturnType<typeof openApi>;

export function openApi(table: readonly Route[], publicUrl: string) {
  const paths: Record<string, Record<string, DescribedOperation>> = {};
  for (const route of table) {
    const path = route.path.replaceAll("*}", "}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: described(route) };
  }
  const used = new Set(table.map(({ chapter }) => chapter));
  return {
    openapi: "3.1.1",
    info: {
      title: "Patchbay",
      version: "1.0.0",
      description: "Accounts that people linked, and working access tokens for them.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: `${publicUrl}${ROOT}` }],
    security: [{ apiKey: [] }],
    tags: Object.entries(chapters)
      .filter(([name]) => used.has(name as keyof typeof chapters))
      .map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        apiKey: {
          type: "http",
          scheme: "bearer",
          description: "An API key. Its scopes say what it may do; it may be limited to vendors and owners.",
        },
      },
      schemas: { ...namedSchemas(), Problem: problemSchema(table) },
    },
  };
}

function described(route: Route): DescribedOperation {
  const reads = route.method === "GET";
  const body = "passage" in route ? undefined : route.body;
  return {
    operationId: route.name,
    tags: [route.chapter],
    summary: route.summary,
    description: [
      route.description,
      `Needs the scope \`${route.scope}\` (${scopes[route.scope].toLowerCase()}).`,
    ]
      .filter((part) => part !== undefined)
      .join("\n\n"),
    "x-scope": route.scope,
    parameters: [...pathParameters(route.path), ...queryParameters(route), ...headerParameters(route)],
    ...(body === undefined || reads
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: reference(body) } } } }),
    responses: { ...goodAnswer(route), ...problems(route) },
  };
}

function pathParameters(path: string): Parameter[] {
  return [...path.matchAll(/\{(\w+)\*?\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    description: pathWords[name === "id" ? (path.split("/")[1] ?? "") : name] ?? "",
    schema: { type: "string" },
  }));
}

/** What stands in an address: of what an `id` is, by the first part of its path. */
const pathWords: Record<string, string> = {
  connections: "The connection’s id.",
  "connect-sessions": "The connect session’s id.",
  webhooks: "The endpoint’s id.",
  delivery: "The delivery’s id.",
  path: "The path at the vendor, as its own documentation names it.",
};

function queryParameters(route: Route): Parameter[] {
  if ("passage" in route || route.query === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(route.query, "input") as {
    properties?: Record<string, Schema & { description?: string }>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}

function headerParameters(route: Route): Parameter[] {
  if ("passage" in route) return [];
  const header = (name: string, description: string, schema: Schema = { type: "string" }): Parameter => ({
    name,
    in: "header",
    required: false,
    description,
    schema,
  });
  if (route.method === "GET")
    return isTagged(route)
      ? [header("If-None-Match", "The ETag of what you have; 304 if it is still the same.")]
      : [];
  return [
    header(
      "Idempotency-Key",
      "A text of your own for this request; repeated with it, it has the same answer.",
      {
        type: "string",
        minLength: 1,
        maxLength: 255,
      },
    ),
    ...(route.failures?.includes("precondition_failed")
      ? [header("If-Match", "The ETag of what you read; 412 if it has changed since.")]
      : []),
  ];
}

const isTagged = (route: Operation) => route.tagged ?? route.method === "GET";

function goodAnswer(route: Route): Record<string, Answer> {
  if ("passage" in route)
    return {
      default: { description: "The vendor's own answer.", headers: limitHeaders, content: { "*/*": {} } },
    };
  const tagged = isTagged(route) ? { ETag: told("Names this very answer.") } : {};
  const replayed =
    route.method === "GET" ? {} : { "Idempotency-Replayed": told("`true`: the answer from before.") };
  return {
    [route.status ?? 200]: {
      description: "Done.",
      headers: { ...limitHeaders, ...tagged, ...replayed },
      content: { "application/json": { schema: reference(route.answer) } },
    },
    ...(route.method === "GET" && isTagged(route)
      ? { 304: { description: "Still the same.", headers: { ...limitHeaders, ...tagged } } }
      : {}),
  };
}

const told = (description: string) => ({ description, schema: { type: "string" } });
const requestId = { "X-Request-Id": told("Names this request in logs and in the audit log.") };
const limitHeaders = {
  ...requestId,
  "RateLimit-Policy": told("How many requests in how many seconds."),
  RateLimit: told("How many are left, and in how many seconds they are all there again."),
};

/** What any operation may end with. */
const common: FailureCode[] = [
  "unauthenticated",
  "insufficient_scope",
  "rate_limited",
  "storage_unavailable",
  "internal",
];
const ofChanges: FailureCode[] = [
  "invalid_input",
  "too_large",
  "unsupported_media_type",
  "idempotency_mismatch",
  "idempotency_busy",
];

function failuresOf(route: Route): FailureCode[] {
  const own = route.failures ?? [];
  if ("passage" in route) return [...common, ...own];
  const input: FailureCode[] =
    route.method === "GET" ? (route.query === undefined ? [] : ["invalid_input"]) : ofChanges;
  return [...new Set([...common, ...input, ...own])];
}

function problems(route: Route): Record<string, Answer> {
  const byStatus = Map.groupBy(failuresOf(route), (code) => failures[code][0]);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `\`${code}\`: ${sentenceFor(code)}`).join("\n\n"),
        headers: {
          ...(status === 401 ? requestId : limitHeaders),
          ...(status === 401 || status === 403 ? { "WWW-Authenticate": told("RFC 6750.") } : {}),
          ...([409, 429, 502, 503].includes(status)
            ? { "Retry-After": told("When to try again, in seconds, where that is known.") }
            : {}),
        },
        content: {
          "application/problem+json": {
            schema: {
              allOf: [{ $ref: "#/components/schemas/Problem" }],
              properties: { code: { enum: codes }, status: { const: status } },
            },
          },
        },
      },
    ]),
  );
}

/** Problem details (RFC 9457). */
function problemSchema(table: readonly Route[]): Schema {
  const codes = new Set<FailureCode>(["not_found", "method_not_allowed", ...table.flatMap(failuresOf)]);
  const known = [...codes].sort();
  return {
    type: "object",
    description:
      "What went wrong (RFC 9457). Decide by `code`; `detail` is for people and may be worded anew.",
    properties: {
      type: { type: "string", format: "uri" },
      title: { type: "string", examples: [titleOf("not_found")] },
      status: { type: "integer" },
      code: { type: "string", enum: known },
      detail: { type: "string" },
      instance: { type: "string", format: "uri", description: "The request, by its X-Request-Id." },
      errors: {
        type: "array",
        description:
          "What is wrong where: a JSON Pointer into the body, or the name of a parameter or header.",
        items: {
          type: "object",
          properties: { at: { type: "string" }, detail: { type: "string" } },
          required: ["at", "detail"],
          additionalProperties: false,
        },
      },
    },
    required: ["type", "title", "status", "code", "detail", "instance"],
    additionalProperties: false,
  };
}

function reference(shape: z.ZodType): Schema {
  const name = shapes.get(shape)?.id;
  return name === undefined ? schemaOf(shape, "output") : { $ref: `#/components/schemas/${name}` };
}

function schemaOf(shape: z.ZodType, io: "input" | "output"): Schema {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io });
  return schema;
}

function namedSchemas(): Record<string, Schema> {
  const { schemas } = z.toJSONSchema(shapes, { uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _, $id: __, ...schema }]) => [name, schema as Schema]),
  );
}
