import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { returnPath } from "#lib/return-to";

const ORIGIN = "https://patchbay.example";
const FALLBACK = "/connections";

describe("a path of ours is kept", () => {
  test.each([
    ["/", "/"],
    ["/connections", "/connections"],
    ["/connections/1?tab=activity&x=%20", "/connections/1?tab=activity&x=%20"],
    ["/connect/acme?arrival=v1.k1.a-_.b", "/connect/acme?arrival=v1.k1.a-_.b"],
    ["/a/../b", "/b"],
    ["/connections#there", "/connections"],
    ["/?next=https://evil.example", "/?next=https://evil.example"],
    ["/a//b", "/a//b"],
    ["/é", "/%C3%A9"],
  ])("%j", (text, path) => {
    expect(returnPath(text, FALLBACK)).toBe(path);
  });
});

test.each([undefined, null, 1, true, {}, [], ["/connections"], { toString: () => "/x" }])(
  "%j is no text and falls back",
  (value) => {
    expect(returnPath(value, FALLBACK)).toBe(FALLBACK);
  },
);

test.each(["/a b", "/a\tb", "/path\n", "/a\\b", "/a\u0000", "/a\u0085", "/a\u2028b", "/\\"])(
  "%j holds what no link of ours has and falls back",
  (text) => {
    expect(returnPath(text, FALLBACK)).toBe(FALLBACK);
  },
);

const host = "evil.example";
const controls = ["\t", "\n", "\r", "\0", "\v", "\f", "\u001b", "\u007f", "\u0085", "\u2028", " ", "\u00a0"];
const slashes = ["/", "\\", "\u2044", "\u2215", "\u29f8", "\uff0f", "\uff3c", "%2f", "%2F", "%5c", "%5C"];
const dots = [".", "..", "%2e", "%2E", "%2e%2e", ".%2e", "%2e.", "a/..", "a/%2e%2e", "a/b/../.."];
const schemes = [
  "http:",
  "https:",
  "HtTpS:",
  "javascript:",
  "java\tscript:",
  "data:",
  "vbscript:",
  "file:",
  "blob:",
  "ftp:",
  "about:",
  "ws:",
  "view-source:",
  "mailto:",
  "x:",
];

const hostile = [
  "",
  "connections",
  "//",
  "///",
  "/\\",
  "\\",
  "\\\\",
  "?next=1",
  "#x",
  ".",
  "..",
  host,
  `@${host}`,
  `.${host}`,
  `:80//${host}`,
  `//user@${host}`,
  `//patchbay.example@${host}`,
  `https://patchbay.example@${host}`,
  `https://patchbay.example:x@${host}`,
  `https://patchbay.example.${host}`,
  `https://patchbay.example\\.${host}`,
  `https:/${host}`,
  `https:${host}`,
  `https:\\\\${host}`,
  `//${host}%2f..`,
  `//${host}/..;/`,
  `//${host}:443`,
  `//[::1]`,
  "//2130706433",
  "//0x7f.1",
  `//ｅvil.example`,
  `//evil\u3002example`,
  `/\u202e//${host}`,
  ...slashes.flatMap((one) => slashes.map((two) => `${one}${two}${host}`)),
  ...slashes.map((slash) => `/${slash}/${host}`),
  ...controls.flatMap((control) => [
    `${control}//${host}`,
    `/${control}/${host}`,
    `//${control}${host}`,
    `/${control}\\${host}`,
  ]),
  ...controls.map((control) => `/path${control}`),
  ...dots.flatMap((dot) => [
    `/${dot}//${host}`,
    `/${dot}/\\${host}`,
    `/${dot}/%2f${host}`,
    `${dot}//${host}`,
  ]),
  ...schemes.flatMap((scheme) => [`${scheme}//${host}`, `${scheme}${host}`, `/${scheme}//${host}`]),
];

/** Where a browser ends that is given the result on our origin. */
const landing = (path: string) => new URL(path, ORIGIN);

describe("hostile addresses", () => {
  test("there are at least two hundred different ones", () => {
    expect(new Set(hostile).size).toBeGreaterThanOrEqual(200);
  });

  test.each(hostile.map((text) => [JSON.stringify(text), text]))("%s stays here", (_, text) => {
    const path = returnPath(text, FALLBACK);
    expect(landing(path).origin).toBe(ORIGIN);
    expect(path).toMatch(/^\/(?![/\\])/);
    // A header or a log line can carry it.
    expect(path).toMatch(/^[\x21-\x7e]*$/);
  });

  test.each(hostile.filter((text) => !text.startsWith("/")).map((text) => [JSON.stringify(text), text]))(
    "%s, which is no path, falls back",
    (_, text) => {
      expect(returnPath(text, FALLBACK)).toBe(FALLBACK);
    },
  );

  test("what was returned once is returned again unchanged", () => {
    for (const text of hostile) {
      const path = returnPath(text, FALLBACK);
      expect(returnPath(path, "/fell-back")).toBe(path);
    }
  });
});

test("whatever comes, the result stays on the origin", { timeout: 60_000 }, () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...slashes,
      ...controls,
      ...dots,
      ...schemes,
      host,
      "@",
      ":",
      "?",
      "#",
      "%",
      "%00",
      "%0d%0a",
    ),
    fc.string({ unit: "binary", maxLength: 5 }),
  );
  const text = fc.oneof(
    fc.array(piece, { maxLength: 8 }).map((parts) => parts.join("")),
    fc.array(piece, { maxLength: 8 }).map((parts) => `/${parts.join("")}`),
    fc.webUrl(),
  );
  fc.assert(
    fc.property(text, (given) => {
      const path = returnPath(given, FALLBACK);
      if (landing(path).origin !== ORIGIN) throw new Error(`left for ${landing(path).href}`);
      if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(path)) throw new Error("no path");
    }),
    { numRuns: 10_000 },
  );
});
