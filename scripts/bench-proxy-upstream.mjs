import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { pipeline } from "node:stream/promises";
import { film } from "./lib/film.mjs";

/**
 * A vendor that does next to nothing, for `bench-proxy.mjs`: a small answer for whoever asks, `…/film/BYTES` to
 * take away, and whatever is sent is counted and summed.
 */
const small = JSON.stringify({ data: "x".repeat(1_000) });
const smallHeaders = { "content-type": "application/json", "content-length": Buffer.byteLength(small) };

createServer(async (request, response) => {
  if (request.method !== "GET") {
    const sum = createHash("sha256");
    let bytes = 0;
    for await (const chunk of request) {
      bytes += chunk.byteLength;
      sum.update(chunk);
    }
    response.end(JSON.stringify({ bytes, sha256: sum.digest("hex") }));
    return;
  }
  const bytes = Number(/\/film\/(\d+)$/.exec(request.url ?? "")?.[1] ?? 0);
  if (bytes === 0) {
    response.writeHead(200, smallHeaders).end(small);
    return;
  }
  response.writeHead(200, { "content-type": "video/mp4", "content-length": bytes });
  await pipeline(film(bytes), response).catch(() => {});
}).listen(Number(process.env.PORT), "127.0.0.1", () => process.stdout.write("ready\n"));
