import { once } from "node:events";
import { createServer, get, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliDecompressSync, createBrotliDecompress, gunzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { compress } from "#lib/compress";

/** What is sent smaller, to whom, and what is left as it is. */

const page = "<p>Which account, does it work, until when, what may it do.</p>".repeat(100);
const html = { "content-type": "text/html; charset=utf-8" };

async function answering(listener: RequestListener): Promise<string> {
  const server = createServer((request, response) => {
    compress(request, response);
    listener(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function asked(url: string, accepted: string, method = "GET") {
  const request = get(url, { headers: { "accept-encoding": accepted }, method, agent: false });
  const [response] = await once(request, "response");
  const body = Buffer.concat(await response.toArray());
  return { status: response.statusCode, headers: response.headers, body };
}

test.each([
  ["br", "gzip, deflate, br, zstd", brotliDecompressSync],
  ["gzip", "gzip, deflate", gunzipSync],
  ["gzip", "gzip;q=1.0, br;q=0", gunzipSync],
])("a page is sent as %s to whom understands %s", async (encoding, accepted, read) => {
  const url = await answering((_, response) => {
    response.writeHead(200, { ...html, "content-length": Buffer.byteLength(page) }).end(page);
  });
  const { headers, body } = await asked(url, accepted);
  expect(headers).toMatchObject({ "content-encoding": encoding, vary: "Accept-Encoding" });
  expect(headers["content-length"]).toBeUndefined();
  expect(body.byteLength).toBeLessThan(page.length / 10);
  expect(read(body).toString()).toBe(page);
});

test.each([
  ["whom does not understand it", "identity", 200, html],
  ["nobody twice", "br", 200, { ...html, "content-encoding": "zstd" }],
  ["nobody as a part", "br", 206, html],
  ["nobody against its word", "br", 200, { ...html, "cache-control": "no-transform" }],
  ["nobody as a picture", "br", 200, { "content-type": "image/png" }],
  ["nobody as events", "br", 200, { "content-type": "text/event-stream" }],
])("an answer is sent as it is, compressed to %s", async (_, accepted, status, headers) => {
  const url = await answering((_request, response) => response.writeHead(status, headers).end(page));
  const answer = await asked(url, accepted);
  expect(answer.status).toBe(status);
  expect(answer.headers["content-encoding"]).toBe(new Headers(headers).get("content-encoding") ?? undefined);
  expect(answer.body.toString()).toBe(page);
});

test("what is short keeps its length", async () => {
  const url = await answering((_, response) => {
    response.writeHead(200, { "content-type": "text/plain", "content-length": 6 }).end("Gone.\n");
  });
  const { headers, body } = await asked(url, "br");
  expect(headers).toMatchObject({ "content-length": "6", vary: "Accept-Encoding" });
  expect(headers["content-encoding"]).toBeUndefined();
  expect(body.toString()).toBe("Gone.\n");
});

test("answers without a body stay without one", async () => {
  const url = await answering((request, response) =>
    response.writeHead(request.method === "HEAD" ? 200 : 304, html).end(),
  );
  for (const method of ["HEAD", "GET"]) {
    const { headers, body } = await asked(url, "br", method);
    expect(headers["content-encoding"]).toBeUndefined();
    expect(body.byteLength).toBe(0);
  }
});

test("what was written so far arrives before the rest is known", async () => {
  let finish = () => {};
  const url = await answering((_, response) => {
    response.writeHead(200, html);
    response.write(page);
    (response as unknown as { flush(): void }).flush();
    finish = () => response.end("the rest");
  });
  const [response] = await once(get(url, { headers: { "accept-encoding": "br" }, agent: false }), "response");
  let seen = "";
  for await (const piece of response.pipe(createBrotliDecompress())) {
    seen += piece;
    if (seen === page) finish();
  }
  expect(seen).toBe(`${page}the rest`);
});

test("a reader who is slow gets everything, and the writer waits", async () => {
  const piece = Buffer.from(Array.from({ length: 65_536 }, (_, index) => 97 + ((index * index) % 26)));
  const url = await answering(async (_, response) => {
    response.writeHead(200, html);
    for (let sent = 0; sent < 100; sent += 1) if (!response.write(piece)) await once(response, "drain");
    response.end();
  });
  const { body } = await asked(url, "gzip");
  expect(gunzipSync(body).byteLength).toBe(100 * piece.byteLength);
});

test("a reader who leaves ends the work", async () => {
  let closed: Promise<unknown> = Promise.resolve();
  const url = await answering((_, response) => {
    response.writeHead(200, html);
    closed = once(response, "close");
    response.write(page);
    (response as unknown as { flush(): void }).flush();
  });
  const request = get(url, { headers: { "accept-encoding": "br" }, agent: false });
  const [response] = await once(request, "response");
  await once(response, "data");
  response.destroy();
  await closed;
});
