import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { readObject } from "#lib/providers/oauth";
import type { Call, HttpRequest, HttpResponse, Provider } from "#lib/providers/types";
import { rejection } from "./answers.ts";

// A busy machine is no reason to fail.
vi.setConfig({ testTimeout: 60_000 });

/** The one door to the outside, against a server that behaves as badly as it likes. */

const provider = { id: "acme", hosts: ["api.acme.example", "app.acme.example"] } as unknown as Provider;
const LIMIT = 256 * 1024;

type Seen = { method: string; url: string; headers: IncomingMessage["headers"]; body: string };

/** A server on loopback whose next answer is what a test says. */
function listener() {
  let answerWith: RequestListener = (_, response) => response.end("{}");
  const seen: Seen[] = [];
  let connections = 0;
  const server: Server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    seen.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
    answerWith(request, response);
  });
  server.on("connection", () => {
    connections += 1;
  });
  return {
    seen,
    connections: () => connections,
    answers: (next: RequestListener) => {
      answerWith = next;
    },
    origin: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    start: () => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)),
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

const vendor = listener();
const trap = listener();
let http: typeof import("#lib/http");

/** The module as a process would load it that has this environment and no other. */
async function loadHttp(emulatorUrl: string | undefined): Promise<typeof import("#lib/http")> {
  vi.resetModules();
  for (const name of ["PUBLIC_URL", "CLOCK_FILE", "ADMIN_EMAIL", "ADMIN_PASSWORD", "OIDC_ISSUER"])
    vi.stubEnv(name, undefined);
  vi.stubEnv("EMULATOR_URL", emulatorUrl);
  return import("#lib/http");
}

beforeAll(async () => {
  await Promise.all([vendor.start(), trap.start()]);
  http = await loadHttp(vendor.origin());
});
afterAll(() => Promise.all([vendor.stop(), trap.stop()]));
beforeEach(() => {
  vendor.seen.length = 0;
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const whole = (response: HttpResponse) => response;
const get = (url = "https://api.acme.example/v1/account"): Call<HttpResponse> => ({
  request: { method: "GET", url },
  read: whole,
});
const send = <T>(call: Call<T>) => http.send(provider, call);
const failing = (call: Call<unknown>) => rejection(send(call));

describe("only the provider's hosts over https are reached", () => {
  test.each([
    "http://api.acme.example/",
    "ftp://api.acme.example/",
    "https://acme.example/",
    "https://evil.example/",
    "https://api.acme.example.evil.example/",
    "https://evil.example/api.acme.example",
    "https://api.acme.example@evil.example/",
    "https://user@api.acme.example/",
    "https://:word@api.acme.example/",
    "https://api.acme.example:8443/",
    "https://api.acme.example./",
    "https://API.acme.example.:443/",
    "https://sub.api.acme.example/",
    "https://169.254.169.254/latest/meta-data/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://localhost/",
  ])("%s is refused before anything is sent", async (url) => {
    const before = vendor.connections();
    expect((await failing(get(url))).code).toBe("internal");
    expect(vendor.connections()).toBe(before);
    expect(vendor.seen).toEqual([]);
  });

  test("without an emulator an address stays as it is", async () => {
    const plain = await loadHttp(undefined);
    const url = "https://app.acme.example/oauth/authorize?state=s-1";
    expect(plain.address(provider, url)).toBe(url);
    expect(() => plain.address(provider, "http://app.acme.example/")).toThrow("not one of its hosts");
    http = await loadHttp(vendor.origin());
  });

  test("with an emulator the host becomes the first part of its path", () => {
    const url = "https://app.acme.example/oauth/authorize?state=s-1";
    expect(http.address(provider, url)).toBe(`${vendor.origin()}/app.acme.example/oauth/authorize?state=s-1`);
  });

  test("an address that is refused is named by its host alone", () => {
    expect(() => http.address(provider, "https://evil.example/p?token=CANARY")).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("CANARY") }),
    );
  });
});

describe("what is sent", () => {
  const post = (body: HttpRequest["body"]): Call<HttpResponse> => ({
    request: {
      method: "POST",
      url: "https://api.acme.example/oauth/token",
      headers: { accept: "application/json" },
      ...(body === undefined ? {} : { body }),
    },
    read: whole,
  });

  test("a form is encoded as a form", async () => {
    await send(post({ form: { code: "a&b=c d+é", client_id: "x" } }));
    expect(vendor.seen).toMatchObject([
      {
        method: "POST",
        url: "/api.acme.example/oauth/token",
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          accept: "application/json",
          "user-agent": "Patchbay",
        },
        body: "code=a%26b%3Dc+d%2B%C3%A9&client_id=x",
      },
    ]);
  });

  test("JSON is sent as JSON", async () => {
    await send(post({ json: { apiKey: "k-1" } }));
    expect(vendor.seen).toMatchObject([
      { headers: { "content-type": "application/json" }, body: '{"apiKey":"k-1"}' },
    ]);
  });

  test("a GET has no body, and no cookie goes anywhere", async () => {
    vendor.answers((_, response) => response.setHeader("set-cookie", "a=b").end("{}"));
    await send(get());
    await send(get());
    expect(vendor.seen).toHaveLength(2);
    for (const { body, headers } of vendor.seen) {
      expect(body).toBe("");
      expect(headers).not.toHaveProperty("cookie");
      expect(headers).not.toHaveProperty("content-type");
    }
  });
});

describe("what is read", () => {
  const answered = async (text: string | Buffer, headers: Record<string, string> = {}, status = 200) => {
    vendor.answers((_, response) => response.writeHead(status, headers).end(text));
    return send(get());
  };

  test.each<[string, string | Buffer, unknown]>([
    ["JSON", '{"a":1}', { a: 1 }],
    ["JSON behind a byte order mark", '\ufeff{"a":1}', { a: 1 }],
    ["JSON within blanks", ' \n{"a":1}\n', { a: 1 }],
    ["a repeated name, whose last value counts", '{"a":1,"a":2}', { a: 2 }],
    ["a bare null", "null", null],
    ["HTML", "<!doctype html><p>Hello", "<!doctype html><p>Hello"],
    ["broken JSON", '{"a":', '{"a":'],
    ["nothing", "", ""],
    ["bytes that are no UTF-8", Buffer.from([0xff, 0xfe, 0x41]), "\ufffd\ufffdA"],
  ])("%s", async (_, text, body) => {
    expect((await answered(text)).body).toEqual(body);
  });

  test("the content type does not matter, and header names are lower case", async () => {
    const { body, headers } = await answered('{"a":1}', { "Content-Type": "text/html", "X-Request-Id": "r" });
    expect(body).toEqual({ a: 1 });
    expect(headers["x-request-id"]).toBe("r");
  });

  test.each([204, 205])("a %i has an empty text for a body", async (status) => {
    expect(await answered("", {}, status)).toMatchObject({ status, body: "" });
  });

  test.each<[string, (data: Buffer) => Buffer]>([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ])("%s is decoded", async (encoding, compress) => {
    const { body } = await answered(compress(Buffer.from('{"a":1}')), { "content-encoding": encoding });
    expect(body).toEqual({ a: 1 });
  });

  test("lifetimes count from the moment the request began", async () => {
    let arrived = 0;
    vendor.answers((_, response) => {
      arrived = Date.now();
      response.end("{}");
    });
    const startedAt = await send({ ...get(), read: (_, at) => at.getTime() } as Call<number>);
    expect(startedAt).toBeLessThanOrEqual(arrived);
  });
});

describe("no redirect is followed", () => {
  test.each([300, 301, 302, 303, 304, 307, 308])("not a %i", async (status) => {
    vendor.answers((_, response) =>
      response.writeHead(status, { location: `${trap.origin()}/stolen` }).end("go there"),
    );
    expect((await failing(get())).code).toBe("provider_unreadable");
    expect(vendor.seen).toHaveLength(1);
    expect(trap.connections()).toBe(0);
  });

  test("not one to the vendor itself either", async () => {
    vendor.answers((_, response) => response.writeHead(302, { location: "/api.acme.example/v2" }).end());
    expect((await failing(get())).code).toBe("provider_unreadable");
    expect(vendor.seen).toHaveLength(1);
  });
});

describe("at most 256 KiB of decoded text are read", () => {
  const text = (bytes: number) => JSON.stringify("x".repeat(bytes - 2));

  test("exactly as much is good", async () => {
    vendor.answers((_, response) => response.end(text(LIMIT)));
    expect((await send(get())).body).toHaveLength(LIMIT - 2);
  });

  test("one byte more is refused", async () => {
    vendor.answers((_, response) => response.end(text(LIMIT + 1)));
    expect((await failing(get())).code).toBe("provider_unreadable");
  });

  test("characters of several bytes count as their bytes", async () => {
    vendor.answers((_, response) => response.end(JSON.stringify("é".repeat(LIMIT / 2))));
    expect((await failing(get())).code).toBe("provider_unreadable");
  });

  test.each<[string, (data: Buffer) => Buffer]>([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ])("a %s bomb is refused although it is small on the wire", async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(32 * 1024 * 1024));
    expect(bomb.byteLength).toBeLessThan(LIMIT);
    vendor.answers((_, response) => response.writeHead(200, { "content-encoding": encoding }).end(bomb));
    expect((await failing(get())).code).toBe("provider_unreadable");
  });

  test("an endless answer is broken off", async () => {
    let closed: (() => void) | undefined;
    const broken = new Promise<void>((resolve) => {
      closed = resolve;
    });
    vendor.answers((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(16_384)));
      };
      response.on("drain", more);
      response.on("close", () => closed?.());
      more();
    });
    expect((await failing(get())).code).toBe("provider_unreadable");
    await broken;
  });
});

describe("a vendor that does not answer", () => {
  /** The code's own deadline, made short; what it asked for is kept. */
  function shortDeadline(ms = 60) {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    return vi.spyOn(AbortSignal, "timeout").mockImplementation(() => timeout(ms));
  }

  test.each<[string, RequestListener]>([
    ["before its headers", () => {}],
    ["after its headers", (_, response) => response.writeHead(200).flushHeaders()],
    ["within its body", (_, response) => response.write('{"access_token":"')],
    [
      "by sending a byte at a time",
      (_, response) => {
        const timer = setInterval(() => response.write("x"), 5);
        response.on("close", () => clearInterval(timer));
      },
    ],
  ])("%s is given up after ten seconds", async (_, stall) => {
    const deadline = shortDeadline();
    vendor.answers(stall);
    expect((await failing(get())).code).toBe("provider_unreachable");
    expect(deadline.mock.calls).toEqual([[10_000]]);
  });

  test("has one deadline for all of its calls together", async () => {
    const deadline = shortDeadline(30_000);
    vendor.answers((_, response) => response.end("{}"));
    const together = () => get("https://api.acme.example/v1/together");
    await send({ ...together(), read: together });
    // A request that was given up a moment ago may arrive only now.
    expect(vendor.seen.filter(({ url }) => url.endsWith("/together"))).toHaveLength(2);
    expect(deadline.mock.calls).toEqual([[10_000]]);
  });

  test.each<[string, RequestListener]>([
    ["drops the connection", (request) => request.socket.destroy()],
    [
      "drops it within the body",
      (request, response) => {
        response.writeHead(200, { "content-length": "100" });
        response.write("{", () => request.socket.destroy());
      },
    ],
    ["speaks no HTTP", (request) => request.socket.end("SSH-2.0-OpenSSH_9.6\r\n")],
    [
      "says gzip and sends something else",
      (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end("plain"),
    ],
  ])("%s: unreachable", async (_, behave) => {
    vendor.answers(behave);
    expect((await failing(get())).code).toBe("provider_unreachable");
  });

  test("is not even there: unreachable", async () => {
    const gone = listener();
    await gone.start();
    const origin = gone.origin();
    await gone.stop();
    http = await loadHttp(origin);
    expect((await failing(get())).code).toBe("provider_unreachable");
    http = await loadHttp(vendor.origin());
  });
});

describe("calls that lead to further calls", () => {
  test("three are made, a fourth never", async () => {
    vendor.answers((_, response) => response.end("{}"));
    const endless: Call<never> = { ...get(), read: () => endless } as Call<never>;
    expect((await failing(endless)).code).toBe("provider_unreadable");
    expect(vendor.seen).toHaveLength(3);
  });

  test("a further call to a foreign host is refused", async () => {
    vendor.answers((_, response) => response.end("{}"));
    expect((await failing({ ...get(), read: () => get("https://evil.example/") })).code).toBe("internal");
  });
});

describe("what a failure says", () => {
  const secret = "CANARY";
  const call: Call<unknown> = {
    request: {
      method: "POST",
      url: `https://api.acme.example/oauth/token?access_token=${secret}`,
      headers: { authorization: `Bearer ${secret}` },
      body: { form: { client_secret: secret, refresh_token: secret } },
    },
    read: readObject,
  };
  const text = JSON.stringify({ error: secret, error_description: secret, access_token: secret });

  test.each<[string, RequestListener]>([
    ["a refusal", (_, response) => response.writeHead(400).end(text)],
    ["a 401", (_, response) => response.writeHead(401, { "www-authenticate": secret }).end(text)],
    ["an outage", (_, response) => response.writeHead(503).end(secret)],
    ["an error inside a 200", (_, response) => response.end(text)],
    ["HTML", (_, response) => response.end(`<p>${secret}`)],
    ["too much", (_, response) => response.end(secret.repeat(LIMIT))],
    ["a redirect", (_, response) => response.writeHead(302, { location: `/?code=${secret}` }).end(secret)],
    ["a broken connection", (request) => request.socket.destroy()],
    ["no HTTP", (request) => request.socket.end(`${secret}\r\n`)],
    ["broken gzip", (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(secret)],
  ])("never repeats body, token or query: %s", async (_, behave) => {
    vendor.answers(behave);
    const failure = await failing(call);
    const everything = [failure.message, failure.stack, failure.detail, failure.cause, failure.sentence];
    expect(everything.join("\n")).not.toContain(secret);
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain(secret);
  });

  test("never repeats a header that could not be sent", async () => {
    const headers = { authorization: `Bearer ${secret}\r\nx: y` };
    const failure = await failing({ ...call, request: { ...call.request, headers } });
    expect(failure.code).toBe("provider_unreachable");
    expect(`${failure.message}${failure.stack}${failure.cause}`).not.toContain(secret);
  });

  test("names provider, method and path for the log", async () => {
    vendor.answers((_, response) => response.writeHead(400).end(text));
    expect((await failing(call)).detail).toBe("acme POST /oauth/token: status 400");
  });

  test("a reader that throws something of its own is an answer nobody understood", async () => {
    vendor.answers((_, response) => response.end("{}"));
    const failure = await failing({
      ...get(),
      read: () => {
        throw new TypeError(secret);
      },
    });
    expect(failure.code).toBe("provider_unreadable");
    expect(`${failure.message}${failure.stack}${failure.cause}`).not.toContain(secret);
  });
});

describe("the pause a vendor asks for", () => {
  const at = new Date("2026-11-20T12:00:00Z");
  const pause = (headers: Record<string, string>) => {
    vi.useFakeTimers({ toFake: ["Date"], now: at });
    return http.pauseMs({ status: 429, headers, body: "" });
  };

  test.each([
    ["30", 30_000],
    [" 30 ", 30_000],
    ["0", 0],
    ["-30", 0],
    ["3600", 3_600_000],
    ["3601", 3_600_000],
    ["999999999", 3_600_000],
    ["Fri, 20 Nov 2026 12:00:30 GMT", 30_000],
    ["Friday, 20-Nov-26 12:00:30 GMT", 30_000],
    ["Fri, 20 Nov 2026 11:00:00 GMT", 0],
    ["Fri, 20 Nov 2099 12:00:00 GMT", 3_600_000],
    ["soon", undefined],
    ["", undefined],
    ["1e9", undefined],
    ["99999999999999", undefined],
    ["NaN", undefined],
  ])("in retry-after %j is %j ms", (text, ms) => {
    expect(pause({ "retry-after": text })).toBe(ms);
  });

  test("is read from the older header where there is no other", () => {
    expect(pause({ "x-ratelimit-retry-after": "12" })).toBe(12_000);
    expect(pause({ "x-ratelimit-retry-after": "12", "retry-after": "3" })).toBe(3_000);
    expect(pause({})).toBeUndefined();
  });

  test.each([
    [429, 7_000],
    [503, 7_000],
    [401, undefined],
    [400, undefined],
  ])("goes with a %i as %j ms", async (status, ms) => {
    vendor.answers((_, response) => response.writeHead(status, { "retry-after": "7" }).end("{}"));
    expect((await failing({ ...get(), read: readObject })).retryAfterMs).toBe(ms);
  });
});
