import "#lib/server-only";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { constants, createBrotliCompress, createGzip } from "node:zlib";

/** Below this, the wire carries as many packets either way. */
const WORTHWHILE_BYTES = 1_024;
/** Events that arrive one by one have to arrive at once, and are short. */
const isText = /^(text\/(?!event-stream)|application\/([a-z.-]+\+)?(json|javascript)\b|image\/svg)/;

const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_OPERATION_FLUSH, Z_SYNC_FLUSH } = constants;
const encoders = {
  // At 5 it takes as long as gzip does, and it remembers half a megabyte: gzip has forgotten after 32 KB what a page
  // said when the data behind the page says it again.
  br: {
    make: () => createBrotliCompress({ params: { [BROTLI_PARAM_QUALITY]: 5, [BROTLI_PARAM_LGWIN]: 19 } }),
    flush: BROTLI_OPERATION_FLUSH,
  },
  gzip: { make: () => createGzip(), flush: Z_SYNC_FLUSH },
};
type Encoding = keyof typeof encoders;

/** Makes what is written into an answer from here on smaller on its way, where that helps and is understood. */
export function compress(request: IncomingMessage, response: ServerResponse): void {
  const encoding = understood(request.headers["accept-encoding"]);
  const { writeHead, write, end } = response;
  let encoder: ReturnType<(typeof encoders)[Encoding]["make"]> | undefined;
  let decided = false;

  /** Decides once, when all headers are known. */
  function begin(bytes = Number.POSITIVE_INFINITY): void {
    if (decided || response.headersSent) return;
    decided = true;
    if (!isText.test(String(response.getHeader("content-type")))) return;
    response.appendHeader("vary", "Accept-Encoding");
    if (encoding === undefined || request.method === "HEAD" || !isWorthwhile(response, bytes)) return;
    response.removeHeader("content-length");
    response.setHeader("content-encoding", encoding);
    const made = encoders[encoding].make();
    made.on("data", (piece: Buffer) => write.call(response, piece, "utf8") || made.pause());
    made.on("end", () => end.call(response, undefined, "utf8"));
    made.on("drain", () => response.emit("drain"));
    made.on("error", (error) => response.destroy(error));
    response.on("drain", () => made.resume());
    response.once("close", () => made.destroy());
    encoder = made;
  }

  const squeezing = {
    writeHead(status: number, ...rest: (string | OutgoingHttpHeaders | undefined)[]) {
      response.statusCode = status;
      for (const [name, value] of Object.entries(rest.findLast((each) => typeof each === "object") ?? {}))
        if (value !== undefined) response.setHeader(name, value);
      response.statusMessage = rest.find((each) => typeof each === "string") ?? response.statusMessage;
      begin();
      return writeHead.call(response, status);
    },
    write(...piece: Parameters<typeof write>) {
      begin();
      return encoder === undefined ? write.apply(response, piece) : encoder.write(...piece);
    },
    end(...last: Parameters<typeof end>) {
      begin(typeof last[0] === "function" ? 0 : Buffer.byteLength(last[0] ?? ""));
      if (encoder === undefined) return end.apply(response, last);
      encoder.end(...last);
      return response;
    },
    /** What Next calls when somebody waits for what it has written so far. */
    flush() {
      if (encoding !== undefined) encoder?.flush(encoders[encoding].flush);
    },
  };
  Object.assign(response, squeezing);
}

function understood(accepted: string | string[] | undefined): Encoding | undefined {
  const names = String(accepted ?? "")
    .split(",")
    .map((each) => each.trim().toLowerCase())
    .filter((each) => !/;\s*q=0(\.0*)?$/.test(each))
    .map((each) => each.split(";")[0]);
  return (["br", "gzip"] as const).find((each) => names.includes(each));
}

const isWorthwhile = (response: ServerResponse, bytes: number): boolean =>
  ![204, 206, 304].includes(response.statusCode) &&
  !response.hasHeader("content-encoding") &&
  !/no-transform/.test(String(response.getHeader("cache-control"))) &&
  Number(response.getHeader("content-length") ?? bytes) >= WORTHWHILE_BYTES;
