import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  request,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, connect } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { film, sha256OfFilm } from "../../scripts/lib/film.mjs";
import { api, apiKey, flows, link, minutes, sharedRig, somebody, until } from "./fixtures.ts";

/** Bodies pass through the proxy piece by piece: nobody waits for the whole, and nobody holds it. */

const MIB = 2 ** 20;
/** More than all the sockets on the way can hold, several times. */
const FILM_BYTES = 64 * MIB;
const filmSum = sha256OfFilm(FILM_BYTES);

/** Long before a silence ends a call by itself (lib/http.ts), on a machine that is busy too. */
const soon = { timeout: 30_000 };

/** A vendor who does what the test says, instead of the emulated one. */
let answering: (request: IncomingMessage, response: ServerResponse) => unknown = (_, response) =>
  response.end();
const vendor = createServer(((request, response) => void answering(request, response)) as RequestListener);
await new Promise<void>((resolve) => vendor.listen(0, "127.0.0.1", resolve));
afterAll(() => vendor.close().closeAllConnections());
afterEach(() => vendor.closeAllConnections());

const rig = sharedRig();
let key: string;
let id: string;

beforeAll(async () => {
  key = await apiKey(rig);
  id = await link(rig, await somebody(rig), flows.wistia);
  await rig.restart({ EMULATOR_URL: `http://127.0.0.1:${(vendor.address() as AddressInfo).port}` });
});

/** A call whose body is sent, and whose answer is read, by hand. */
function call(method: string, headers: Record<string, string> = {}) {
  const asked = request(`${rig.url}/api/v1/connections/${id}/proxy/v1/film`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...headers },
  });
  const answered = once(asked, "response").then(([answer]) => answer as IncomingMessage);
  answered.catch(() => {});
  return { asked, answered };
}

/** The next piece that a stream gives. */
async function next(stream: Readable): Promise<string> {
  for (;;) {
    const piece = stream.read();
    if (piece !== null) return String(piece);
    await once(stream, "readable");
  }
}

async function read(stream: Readable): Promise<{ bytes: number; sha256: string }> {
  const sum = createHash("sha256");
  let bytes = 0;
  for await (const piece of stream) {
    bytes += piece.byteLength;
    sum.update(piece);
  }
  return { bytes, sha256: sum.digest("hex") };
}

/** The server has had many turns to take in whatever it would take in. */
async function manyTurns() {
  for (let turn = 0; turn < 300; turn += 1) await api(rig, key, `connections/${id}`);
}

/** A film of which somebody counts what has been asked for. */
function countedFilm() {
  const counted = { bytes: 0, stream: Readable.from([]) };
  const pieces = function* () {
    for (const piece of film(FILM_BYTES)) {
      counted.bytes += piece.byteLength;
      yield piece;
    }
  };
  counted.stream = Readable.from(pieces(), { objectMode: false });
  return counted;
}

test("the vendor has the first piece before the last one is sent, and the caller has its answer piece by piece", async () => {
  const seen = Promise.withResolvers<string>();
  const heard = Promise.withResolvers<void>();
  answering = async (request, response) => {
    seen.resolve(await next(request));
    expect(await next(request)).toBe("last");
    response.write("one");
    await heard.promise;
    response.end("two");
  };
  const { asked, answered } = call("POST");
  asked.write("first");
  expect(await seen.promise).toBe("first");
  asked.end("last");
  const answer = await answered;
  expect(await next(answer)).toBe("one");
  heard.resolve();
  expect(await next(answer)).toBe("two");
});

test("a vendor may answer while it still listens", async () => {
  answering = async (request, response) => {
    for await (const piece of request) response.write(`heard ${piece}`);
    response.end();
  };
  const { asked, answered } = call("POST");
  asked.write("one");
  const answer = await answered;
  expect(await next(answer)).toBe("heard one");
  asked.end("two");
  expect(await next(answer)).toBe("heard two");
});

test("a caller who does not read holds the vendor up, not our memory; then every byte arrives", async () => {
  const sending = countedFilm();
  answering = (_, response) => sending.stream.pipe(response);
  const { asked, answered } = call("GET");
  asked.end();
  const answer = await answered;
  await manyTurns();
  expect(sending.bytes).toBeLessThan(FILM_BYTES / 2);
  expect(await read(answer)).toEqual({ bytes: FILM_BYTES, sha256: filmSum });
});

test.each([
  ["said beforehand how long it is", { "content-length": String(FILM_BYTES) }],
  ["of no known length", {}],
])("a vendor who does not read holds the caller up: a body %s", async (_, headers) => {
  const go = Promise.withResolvers<void>();
  answering = async (request, response) => {
    await go.promise;
    response.end(JSON.stringify(await read(request)));
  };
  const sending = countedFilm();
  const { asked, answered } = call("PUT", headers);
  sending.stream.pipe(asked);
  await manyTurns();
  expect(sending.bytes).toBeLessThan(FILM_BYTES / 2);
  go.resolve();
  expect(JSON.parse(await next(await answered))).toEqual({ bytes: FILM_BYTES, sha256: filmSum });
});

test("a vendor who refuses a body before it has it all is heard by a caller who sends everything first", async () => {
  answering = async (request, response) => {
    await next(request);
    response.writeHead(413, { "content-type": "application/json" }).end('{"error":"too long a film"}');
  };
  const { port } = new URL(rig.url);
  const socket = connect(Number(port));
  let heard = "";
  socket.setEncoding("utf8").on("data", (text) => {
    heard += text;
  });
  socket.write(
    [
      `POST /api/v1/connections/${id}/proxy/v1/film HTTP/1.1`,
      "host: localhost",
      `authorization: Bearer ${key}`,
      `content-length: ${FILM_BYTES}`,
      "\r\n",
    ].join("\r\n"),
  );
  const sending = countedFilm();
  await pipeline(sending.stream, socket, { end: false });
  expect(sending.bytes).toBe(FILM_BYTES);
  await until("it is heard", async () => heard.includes('{"error":"too long a film"}'));
  expect(heard).toMatch(/^HTTP\/1.1 413 /);
  socket.destroy();
});

test("a caller who goes away before there is an answer is told to the vendor", soon, async () => {
  const begun = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  answering = (_, response) => {
    response.once("close", gone.resolve);
    begun.resolve();
  };
  const { asked } = call("GET");
  asked.on("error", () => {}).end();
  await begun.promise;
  asked.destroy();
  await gone.promise;
});

test("a caller who goes away during the answer is told to the vendor, who need not go on", soon, async () => {
  const gone = Promise.withResolvers<void>();
  answering = (_, response) => {
    response.once("close", gone.resolve);
    response.write("a beginning");
  };
  const { asked, answered } = call("GET");
  asked.end();
  await next(await answered);
  asked.destroy();
  await gone.promise;
});

test(
  "a caller who breaks off a body breaks it off at the vendor, who takes no half for the whole",
  soon,
  async () => {
    const begun = Promise.withResolvers<void>();
    const outcome = Promise.withResolvers<string>();
    answering = (request) => {
      begun.resolve();
      read(request).then(
        () => outcome.resolve("whole"),
        () => outcome.resolve("broken off"),
      );
    };
    const { asked } = call("POST");
    asked.once("error", () => {});
    asked.write("a beginning");
    await begun.promise;
    asked.destroy();
    expect(await outcome.promise).toBe("broken off");
  },
);

test("a call under way ends with its key", soon, async () => {
  const told = Promise.withResolvers<void>();
  answering = (_, response) => {
    response.once("close", told.resolve);
    response.write("a beginning");
  };
  const short = await apiKey(rig);
  const { asked, answered } = call("GET", { authorization: `Bearer ${short}` });
  asked.end();
  const answer = await answered;
  await next(answer);
  await rig.query(`UPDATE api_keys SET revoked_at = created_at WHERE prefix = '${short.slice(0, 11)}'`);
  await expect(once(answer, "end")).rejects.toThrow();
  await told.promise;
});

test("a call that is over does not use its key any more", async () => {
  answering = (_, response) => response.writeHead(200, { "content-length": "3" }).end("all");
  const mine = await apiKey(rig);
  for (const method of ["GET", "HEAD"])
    await api(rig, mine, `connections/${id}/proxy/v1/film`, { method }).catch(() => {});
  const lastUsed = () => rig.query(`SELECT last_used_at FROM api_keys WHERE prefix = '${mine.slice(0, 11)}'`);
  await until("the use is noted", async () => (await lastUsed())[0]?.last_used_at !== null);
  const before = await lastUsed();
  await rig.clock.advance(minutes(2));
  // Longer than between two looks at a key that is in use.
  for (const begun = performance.now(); performance.now() - begun < 1_200; ) await manyTurns();
  expect(await lastUsed()).toEqual(before);
});

test("a vendor who breaks off is not taken for one who has said everything", soon, async () => {
  answering = (_, response) => {
    response.writeHead(200).write("a beginning", () => response.socket?.destroy());
  };
  const { asked, answered } = call("GET");
  asked.end();
  await expect(answered.then(read)).rejects.toThrow("aborted");
});

test("where a vendor put what it made is told as an address of the proxy, letter by letter", async () => {
  const made = async (location: string) => {
    answering = (_, response) => response.writeHead(201, { location }).end("{}");
    const { asked, answered } = call("POST", { "content-length": "0" });
    asked.end();
    const answer = await answered;
    answer.resume();
    expect(answer.statusCode).toBe(201);
    return answer.headers.location;
  };
  const proxied = `/api/v1/connections/${id}/proxy/api.wistia.com`;
  expect(await made("/v1/films/7")).toBe(`${proxied}/v1/films/7`);
  expect(await made("8?q=a%20b+c&Access_Token=canary")).toBe(`${proxied}/v1/8?q=a%20b+c`);
  expect(await made("https://elsewhere.example/v1/films/7")).toBeUndefined();
  expect(await made("https://api.wistia.com:8443/v1/films/7")).toBeUndefined();
});
