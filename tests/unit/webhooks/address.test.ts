import type { LookupAddress } from "node:dns";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkedUrl, guardedLookup, mayReach, parsed } from "#lib/webhooks/address";
import { endpointAgent, post } from "#lib/webhooks/door";

/** Webhooks reach nothing inside the operator's network, in whatever spelling its address comes (T25, S21). */

/** Somebody who listens on this machine and must never be called. */
let connects = 0;
const trap = createServer((socket) => {
  connects += 1;
  socket.destroy();
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => trap.listen(0, "::", resolve));
  port = (trap.address() as { port: number }).port;
});
afterAll(() => void trap.close());

const inside = (at: number) => [
  ...[
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0x7f.1",
    "0177.0.0.1",
    "017700000001",
    "0177.1",
    "127.0.0.1.",
    "0",
    "0.0.0.0",
    "0x0",
    "10.0.0.1",
    "10.255.255.255",
    "167772161",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "192.168.255.255",
    "0300.0250.0.1",
    "3232235521",
    "169.254.169.254",
    "0xA9FEA9FE",
    "2852039166",
    "0251.0376.0251.0376",
    "169.254.170.2",
    "100.64.0.1",
    "100.127.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000::0001]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:127.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::ffff:10.0.0.1]",
    "[::127.0.0.1]",
    "[::7f00:1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b:1::a00:1]",
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::]",
    "[2001:0:7f00:1::]",
    "[fe80::1]",
    "[febf::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[fec0::1]",
    "[ff02::1]",
    "[100::1]",
    "[2001:db8::1]",
    "[::ffff:0:127.0.0.1]",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "a.localhost",
    "metadata",
    "metadata.google.internal",
    "printer.local",
    "router.lan",
    "nas.home.arpa",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "ｌｏｃａｌｈｏｓｔ",
  ].map((host) => `https://${host}:${at}/hook`),
];
const odd = (at: number) => [
  `http://example.com:${at}/`,
  `ftp://127.0.0.1:${at}/`,
  "file:///etc/passwd",
  "gopher://127.0.0.1:70/",
  `https://example.com@127.0.0.1:${at}/`,
  `https://user:word@example.com:${at}/`,
  `https://127.0.0.1:${at}#@example.com/`,
  `https://127.0.0.1:${at}\\@example.com/`,
  `https:127.0.0.1:${at}/`,
  "https://",
  "//127.0.0.1/",
  "javascript:alert(1)",
  "",
  "https://[fe80::1%25eth0]/",
  `https://example.com/${"x".repeat(2_000)}`,
];

test("no address inside is saved, and none is connected to", async () => {
  const payloads = [...inside(port), ...odd(port)];
  expect(payloads.length).toBeGreaterThanOrEqual(60);
  for (const url of payloads) {
    await expect(checkedUrl(url, "public"), url).rejects.toMatchObject({ code: "webhook_address" });
    // Saved before there was a check, or behind our back.
    expect((await post(url, { headers: {}, body: "{}" })).status, url).toBeNull();
  }
  expect(connects).toBe(0);
});

describe("a name", () => {
  const answering =
    (...found: string[]) =>
    (_: string, __: unknown, answer: (error: Error | null, found: LookupAddress[]) => void) =>
      answer(
        null,
        found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
  const through = (ask: unknown) => endpointAgent(guardedLookup(ask as never, () => "public"));

  test.each([
    [["127.0.0.1"]],
    [["::1"]],
    [["::ffff:127.0.0.1"]],
    [["169.254.169.254"]],
    [["93.184.216.34", "127.0.0.1"]],
    [["127.0.0.1", "93.184.216.34"]],
    [["fd00:ec2::254"]],
    [[]],
  ])("that resolves to %j is not connected to", async (addresses) => {
    const agent = through(answering(...addresses));
    const result = await post(`https://hooks.example.com:${port}/`, { headers: {}, body: "{}" }, { agent });
    expect(result).toMatchObject({ status: null, reason: "address_refused" });
    expect(connects).toBe(0);
  });

  test("that points elsewhere by the time it is connected to is not either", async () => {
    let asked = 0;
    const rebinding: ReturnType<typeof answering> = (host, options, answer) => {
      asked += 1;
      answering(asked === 1 ? "93.184.216.34" : "127.0.0.1")(host, options, answer);
    };
    // What was found when it was saved is worth nothing: the socket gets what was judged, and nothing else.
    rebinding("hooks.example.com", {}, (_, found) =>
      expect(mayReach(found[0]?.address ?? "", "public")).toBe(true),
    );
    const url = `https://hooks.example.com:${port}/`;
    const result = await post(url, { headers: {}, body: "{}" }, { agent: through(rebinding) });
    expect(result.reason).toBe("address_refused");
    expect(asked).toBe(2);
    expect(connects).toBe(0);
  });

  test("asked for one address gets one, for all gets all", () => {
    const look = guardedLookup(answering("93.184.216.34", "2606:4700::1") as never, () => "public");
    look("a.example", {}, (error, address, family) =>
      expect([error, address, family]).toEqual([null, "93.184.216.34", 4]),
    );
    look("a.example", { all: true }, (_, found) => expect(found).toHaveLength(2));
  });
});

describe("what the operator may allow", () => {
  test.each([
    ["10.0.0.7", "private", true],
    ["192.168.1.1", "private", true],
    ["127.0.0.1", "private", true],
    ["fd12::1", "private", true],
    ["100.64.0.1", "private", true],
    ["::ffff:10.0.0.7", "private", true],
    ["169.254.169.254", "private", false],
    ["fe80::1", "private", false],
    ["0.0.0.0", "private", false],
    ["224.0.0.1", "private", false],
    ["127.0.0.1", "local", true],
    ["::1", "local", true],
    ["10.0.0.7", "local", false],
    ["8.8.8.8", "public", true],
    ["2606:4700::1111", "public", true],
    ["127.0.0.1", "public", false],
    ["no address", "private", false],
  ] as const)("%s with %s: %s", (address, allowed, may) => {
    expect(mayReach(address, allowed)).toBe(may);
  });

  test("plain http needs it, and a name or password never goes along", () => {
    expect(parsed("http://127.0.0.1:1/", "local").href).toBe("http://127.0.0.1:1/");
    expect(parsed("http://app.localhost/", "local").href).toBe("http://app.localhost/");
    expect(parsed("http://host.internal/", "private").href).toBe("http://host.internal/");
    expect(() => parsed("http://8.8.8.8/", "local")).toThrow();
    expect(() => parsed("http://user@127.0.0.1/", "private")).toThrow();
    expect(parsed("https://example.com/a?b=c", "public").href).toBe("https://example.com/a?b=c");
  });
});
