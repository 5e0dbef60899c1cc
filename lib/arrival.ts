import { classOf } from "#lib/metrics/count";

/** How long a request may take to arrive. */

/**
 * Node's own limit counts the whole request and knows no exceptions, which would end every upload after five
 * minutes; so it is off, and `limitArrival` is there instead. Off, it would take that of the headers along.
 */
export const arrivalOptions = { requestTimeout: 0, headersTimeout: 60_000 };

const WHOLE_MS = 300_000;
/** Longer than a vendor is waited for (lib/http.ts), so that it is the vendor's silence that is told of. */
const SILENCE_MS = 150_000;

/** As much of Node's request and answer as is needed here. */
type Arriving = {
  url?: string | undefined;
  headers: Record<string, string | string[] | undefined>;
  complete: boolean;
  setTimeout: (ms: number) => unknown;
  destroy: () => unknown;
  once: (event: "close", listener: () => void) => unknown;
};
type Answering = { once: (event: "finish", listener: () => void) => unknown };

/** What passes through to a vendor takes what time it takes while anything moves; all else has five minutes. */
export function limitArrival(request: Arriving, response: Answering): void {
  const { headers, url = "/" } = request;
  if ((headers["content-length"] ?? "0") === "0" && headers["transfer-encoding"] === undefined) return;
  if (classOf(url) !== "proxy") {
    limitWhole(request);
    return;
  }
  request.setTimeout(SILENCE_MS);
  // Once it is answered nobody needs the rest, and it may come to an end.
  response.once("finish", () => limitWhole(request));
}

function limitWhole(request: Arriving): void {
  if (request.complete) return;
  const late = setTimeout(() => request.destroy(), WHOLE_MS).unref();
  request.once("close", () => clearTimeout(late));
}
