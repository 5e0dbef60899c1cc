import { Failure, type FailureCode } from "#lib/errors";
import type { Call, Client, HttpResponse, TokenSet } from "#lib/providers/types";

/** What provider tests need again and again: a moment, an application, an answer, the code of a failure. */

export const now = new Date("2026-11-20T12:00:00.000Z");
export const client: Client = { id: "our-app", secret: "our-secret" };

export const answer = (
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): HttpResponse => ({
  status,
  headers,
  body,
});

export const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

/** What a call reads from an answer; a call that asks for another one is an error here. */
export function readOnce<T>(call: Call<T>, response: HttpResponse): T {
  const read = call.read(response, now);
  if (typeof read === "object" && read !== null && "request" in read) throw new Error("a second call");
  return read as T;
}

/** The further call that an answer leads to. */
export function nextCall<T>(call: Call<T>, response: HttpResponse): Call<T> {
  const read = call.read(response, now);
  if (typeof read !== "object" || read === null || !("request" in read)) throw new Error("no second call");
  return read as Call<T>;
}

/** The code that `run` fails with; anything but a Failure is passed on. */
export function failureCode(run: () => unknown): FailureCode | "no failure" {
  try {
    run();
    return "no failure";
  } catch (error) {
    if (error instanceof Failure) return error.code;
    throw error;
  }
}

export async function rejection(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

export const tokens = (change: Partial<TokenSet> = {}): TokenSet => ({
  accessToken: "access-1",
  refreshToken: "refresh-1",
  scopes: null,
  expiresAt: null,
  ...change,
});

/** `client_id` and the rest of a query, in the order they stand. */
export const query = (url: string) => Object.fromEntries(new URL(url).searchParams);

/** The parts of an address in front of its query. */
export const endpoint = (url: string) => url.split("?")[0];
