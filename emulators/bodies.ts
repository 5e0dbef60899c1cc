import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { Fault } from "./faults.ts";
import type { Answer } from "./http.ts";

/** The whole body as text; what is beyond the limit is read and dropped. */
export async function readBody(incoming: IncomingMessage, limit = 32 * 1024 * 1024) {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Sends an answer in one piece and gives its status. */
export function send(response: ServerResponse, answer: Answer) {
  response.writeHead(answer.status, {
    ...answer.headers,
    "content-length": String(Buffer.byteLength(answer.body)),
  });
  response.end(response.req.method === "HEAD" ? undefined : answer.body);
  return answer.status;
}

export async function sendHuge(response: ServerResponse, { bytes = 64 * 1024 * 1024, status = 200 }: Fault) {
  response.writeHead(status, { "content-type": "application/json" });
  response.write('{"access_token":"');
  const block = "x".repeat(64 * 1024);
  for (let sent = 0; sent < bytes && !response.destroyed; sent += block.length) {
    if (!response.write(block)) await roomIn(response);
  }
  response.end('"}');
  return status;
}

/** Resolves when more can be written, or when nobody listens any more. */
function roomIn(response: ServerResponse) {
  return new Promise<void>((resolve) => {
    const go = () => {
      response.off("drain", go).off("close", go);
      resolve();
    };
    response.on("drain", go).on("close", go);
  });
}

export async function sendSlowly(response: ServerResponse, answer: Answer, delayMs: number) {
  const half = Math.floor(answer.body.length / 2);
  response.writeHead(answer.status, answer.headers);
  response.write(answer.body.slice(0, half));
  await wait(delayMs, undefined, { ref: false });
  response.end(answer.body.slice(half));
  return answer.status;
}
