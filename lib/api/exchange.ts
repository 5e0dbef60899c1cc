import type { Readable } from "node:stream";

/** The developer API's own small request and answer, so that one set of handlers serves two entrances. */
export type ApiRequest = {
  /** Answered as `X-Request-Id`, and what the log and the audit log call it. */
  id: string;
  method: string;
  /** As it was written, escapes and all. */
  path: string;
  /** What stands behind the question mark; "" for nothing. */
  search: string;
  /** Names in lower case. */
  headers: Record<string, string | string[] | undefined>;
  /** To be read once; whatever is left unread is thrown away. */
  body: Readable;
  /** Fires when whoever asked goes away before the answer is complete. */
  signal: AbortSignal;
};

export type ApiAnswer = {
  status: number;
  headers: Record<string, string | string[]>;
  body: string | Readable;
};

export function headerOf({ headers }: Pick<ApiRequest, "headers">, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
