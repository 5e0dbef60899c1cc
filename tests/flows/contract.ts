import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect } from "vitest";
import { type ApiAnswer, api, type Json } from "./fixtures.ts";

/** The API's own description, held against what it answers. */

export type Operation = { name: string; method: string; path: string; scope: string; described: Json };
export type Asked = {
  params?: Record<string, string>;
  query?: string;
  body?: unknown;
  headers?: Record<string, string>;
};

const formats = addFormats as unknown as (ajv: Ajv2020) => void;

export async function contractOf(url: string) {
  const document: Json = await (await fetch(`${url}/api/v1/openapi.json`)).json();
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats(ajv);
  ajv.addSchema(document, "openapi");
  const operations: Operation[] = Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, described]) => ({
      name: described.operationId,
      method: method.toUpperCase(),
      path,
      scope: described["x-scope"],
      described,
    })),
  );

  /** Fails for a status, a header's absence or a field that the description does not know. */
  function check({ name, described, path, method }: Operation, { status, headers, body, text }: ApiAnswer) {
    const type = headers.get("content-type");
    // What a vendor answers through the proxy is the vendor's; a problem of ours is as described.
    const passed = "default" in described.responses && type !== "application/problem+json";
    if (passed) return expect(headers.has("x-request-id")).toBe(true);
    const answer = described.responses[status];
    expect(Object.keys(described.responses), `${name} answered ${status}: ${text}`).toContain(String(status));
    const types = Object.keys(answer.content ?? {});
    if (types.length === 0) return expect(text).toBe("");
    expect(types, name).toContain(type);
    if (status !== 401)
      for (const header of ["x-request-id", "ratelimit-policy", "ratelimit"])
        expect([name, header, headers.has(header)]).toEqual([name, header, true]);
    const escaped = path.replaceAll("~", "~0").replaceAll("/", "~1");
    const at = `openapi#/paths/${encodeURI(escaped)}/${method.toLowerCase()}/responses/${status}/content/${type?.replace("/", "~1")}/schema`;
    const fits = ajv.getSchema(at) ?? ajv.compile({ $ref: at });
    expect([name, status, fits(body) ? [] : fits.errors]).toEqual([name, status, []]);
  }

  /** Asks for an operation; whatever comes back has to be as described. */
  async function call(operation: Operation, key: string | null, asked: Asked = {}): Promise<ApiAnswer> {
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name) => asked.params?.[name] ?? "none");
    const answer = await api(
      { url },
      key,
      `${path.slice(1)}${asked.query === undefined ? "" : `?${asked.query}`}`,
      {
        method: operation.method,
        headers: {
          ...(asked.body === undefined ? {} : { "content-type": "application/json" }),
          ...asked.headers,
        },
        ...(asked.body === undefined ? {} : { body: JSON.stringify(asked.body) }),
      },
    );
    check(operation, answer);
    return answer;
  }

  return { document, operations, call };
}
