import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanText, cleanUrl, expiresIn, identifier, readTokens, scopes, token } from "#lib/providers/oauth";
import { answer, failureCode, later, now } from "./answers.ts";

const TEN_YEARS = 315_360_000;

describe("a lifetime", () => {
  test.each<[unknown, number | null]>([
    [3_600, 3_600],
    [21_600, 21_600],
    [1, 1],
    [1.9, 1],
    [3_600.5, 3_600],
    [TEN_YEARS, TEN_YEARS],
    ["3600", 3_600],
    [" 3600 ", 3_600],
    ["3600\n", 3_600],
    ["0003600", 3_600],
    [0, null],
    [-0, null],
    [-1, null],
    [0.5, null],
    [TEN_YEARS + 1, null],
    [1e308, null],
    [Number.MAX_SAFE_INTEGER, null],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, null],
    [Number.NEGATIVE_INFINITY, null],
    ["0", null],
    ["-3600", null],
    ["+3600", null],
    ["3600abc", null],
    ["3600.5", null],
    ["1e3", null],
    ["0x10", null],
    ["3 600", null],
    ["3,600", null],
    ["٣٦٠٠", null],
    ["9".repeat(13), null],
    ["9".repeat(400), null],
    ["NaN", null],
    ["Infinity", null],
    ["", null],
    [" ", null],
    [null, null],
    [undefined, null],
    [true, null],
    [[], null],
    [[3_600], null],
    [{}, null],
    [{ valueOf: () => 3_600 }, null],
  ])("of %j is %j seconds", (value, seconds) => {
    expect(expiresIn(value)).toBe(seconds);
  });

  test.each([undefined, null, 0, -5, "soon", 1e308])("told as %j falls back to the vendor's own", (value) => {
    const body = { access_token: "a", expires_in: value };
    expect(readTokens(answer(200, body), now, 3_600).expiresAt).toEqual(later(3_600));
    expect(readTokens(answer(200, body), now, null).expiresAt).toBeNull();
  });

  test("counts from the moment that was handed in", () => {
    const body = { access_token: "a", expires_in: "60" };
    expect(readTokens(answer(200, body), now, null).expiresAt).toEqual(later(60));
  });
});

describe("scopes", () => {
  test.each<[unknown, string[] | null]>([
    [["all:read"], ["all:read"]],
    ["all:read", ["all:read"]],
    ["b a", ["a", "b"]],
    ["b,a", ["a", "b"]],
    ["b, a,  c", ["a", "b", "c"]],
    [" a\tb\nc ", ["a", "b", "c"]],
    [
      ["b", "a", "b"],
      ["a", "b"],
    ],
    [
      ["a b", "c,d"],
      ["a", "b", "c", "d"],
    ],
    [["a", 1, null, {}, ["x"]], ["a"]],
    ['a "quoted" b\\c', ["a"]],
    ["a \u0000b \u202ec é", ["a"]],
    [`a ${"x".repeat(201)}`, ["a"]],
    ["WIX_DEVELOPERS.MANAGE_CHARGE", ["WIX_DEVELOPERS.MANAGE_CHARGE"]],
    ["", null],
    [" , ,, ", null],
    [[], []],
    [[1, null], null],
    [undefined, null],
    [null, null],
    [1, null],
    [true, null],
    [{ "0": "a", length: 1 }, null],
  ])("%j are %j", (value, expected) => {
    expect(scopes(value)).toEqual(expected);
  });

  test("are never more than two hundred", () => {
    const many = Array.from({ length: 5_000 }, (_, index) => `s${index}`);
    expect(scopes(many)).toHaveLength(200);
    expect(scopes(many.join(" "))).toHaveLength(200);
  });

  test("are a sorted set of visible words, whatever comes", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const read = scopes(value);
        if (read === null) return;
        expect(read).toEqual([...new Set(read)].sort());
        for (const scope of read) expect(scope).toMatch(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("a token", () => {
  test.each(["a", "OauthNG.JWS.h.p.s", "!~", "a".repeat(8_192), "eyJ0/+=="])("%j is one", (text) => {
    expect(token(text)).toBe(text);
  });

  test.each([
    ["empty", ""],
    ["too long", "a".repeat(8_193)],
    ["with CR and LF", "a\r\nx-injected: 1"],
    ["with LF at its end", "a\n"],
    ["with a blank", "a b"],
    ["with a tab", "a\tb"],
    ["with NUL", "a\u0000"],
    ["with DEL", "a\u007f"],
    ["with an umlaut", "tökn"],
    ["with a fullwidth letter", "ａ"],
    ["with a lone surrogate", "a\ud800"],
    ["a number", 12_345],
    ["null", null],
    ["undefined", undefined],
    ["true", true],
    ["a list", ["a"]],
    ["an object", { toString: () => "a" }],
  ])("%s is none", (_, value) => {
    expect(token(value)).toBeNull();
    const body = { access_token: value, refresh_token: "r" };
    expect(failureCode(() => readTokens(answer(200, body), now, null))).toBe("provider_unreadable");
  });

  test("a refresh token that is unusable is none, and the access token is good all the same", () => {
    for (const refresh_token of [null, "", "a\r\nb", 1])
      expect(readTokens(answer(200, { access_token: "a", refresh_token }), now, null)).toMatchObject({
        accessToken: "a",
        refreshToken: null,
      });
  });

  test("inherited fields of an answer are not read", () => {
    const body = JSON.parse('{"__proto__":{"access_token":"a"}}');
    expect(failureCode(() => readTokens(answer(200, body), now, null))).toBe("provider_unreadable");
  });
});

describe("a name", () => {
  test.each<[string, unknown, string | null]>([
    ["plain", "Acme", "Acme"],
    ["with blanks around", "  Acme \n", "Acme"],
    ["of other scripts", "株式会社 אקמה", "株式会社 אקמה"],
    ["with joined emoji", "👩‍👩‍👧 Family", "👩‍👩‍👧 Family"],
    ["with a combining accent", "Cafe\u0301", "Café"],
    ["with markup", "<b>&amp;", "<b>&amp;"],
    ["with NUL", "a\u0000b", "a b"],
    ["with CR and LF", "a\r\nlevel=error b", "a level=error b"],
    ["with an escape sequence", "a\u001b[31mb", "a [31mb"],
    ["with C1 controls", "a\u0085\u009bb", "a b"],
    ["with a line separator", "a\u2028b\u2029c", "a b c"],
    ["with a right-to-left override", "invoice\u202efdp.exe", "invoice fdp.exe"],
    ["with isolates", "\u2066a\u2069", "a"],
    ["with marks of direction", "a\u200eb\u200fc\u061cd", "a b c d"],
    ["with a zero-width blank and a BOM", "\ufeffa\u200bb", "a b"],
    ["with a lone surrogate", "a\ud800b", "a\ufffdb"],
    ["of nothing but controls", "\u0000\u202e\r\n", null],
    ["empty", "", null],
    ["a number", 1, null],
    ["null", null, null],
    ["an object", {}, null],
  ])("%s", (_, value, expected) => {
    expect(cleanText(value)).toBe(expected);
  });

  test("of ten thousand characters is cut to two hundred whole ones", () => {
    expect(cleanText("x".repeat(10_000))).toBe("x".repeat(200));
    expect(cleanText("😀".repeat(10_000))).toBe("😀".repeat(200));
  });

  test("that is cut within a blank does not end in it", () => {
    expect(cleanText(`${"x".repeat(199)} y`)).toBe("x".repeat(199));
  });

  test("is one line of well-formed text without controls and overrides, whatever comes", {
    timeout: 60_000,
  }, () => {
    const nasty = fc.constantFrom(
      "\u0000",
      "\r\n",
      "\u061c",
      "\u200f",
      "\u202e",
      "\u2067",
      "\ud800",
      "\udc00",
      "é",
      "e\u0301",
      " ",
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(nasty, fc.string({ unit: "binary", maxLength: 30 })), { maxLength: 60 }),
        (parts) => {
          const name = cleanText(parts.join(""));
          if (name === null) return;
          expect(name.isWellFormed()).toBe(true);
          expect(name).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
          expect(name.trim()).toBe(name);
          expect([...name].length).toBeLessThanOrEqual(200);
          expect(name).not.toBe("");
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe("an address", () => {
  test.each([
    ["https://acme.wistia.com", "https://acme.wistia.com/"],
    ["HTTPS://ACME.example/a b", "https://acme.example/a%20b"],
    ["https://acme.example/\u202e", "https://acme.example/%E2%80%AE"],
    [" https://acme.example/ ", "https://acme.example/"],
  ])("%j is good", (value, expected) => {
    expect(cleanUrl(value)).toBe(expected);
  });

  test.each([
    "http://acme.example",
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "//acme.example",
    "/path",
    "acme.example",
    "https://",
    "",
    `https://acme.example/${"x".repeat(2_000)}`,
    1,
    null,
    undefined,
    {},
  ])("%j is none", (value) => {
    expect(cleanUrl(value)).toBeNull();
  });
});

describe("an identifier", () => {
  test.each([
    [123, "123"],
    [0, "0"],
    ["nrrjryb4", "nrrjryb4"],
    ["07864c16-3a6f-4dd2-9973-028705762b2c", "07864c16-3a6f-4dd2-9973-028705762b2c"],
  ])("%j is %j", (value, expected) => {
    expect(identifier(value)).toBe(expected);
  });

  test.each([
    "",
    " ",
    "a b",
    "a\nb",
    "é",
    "x".repeat(201),
    1.5,
    Number.NaN,
    2 ** 53,
    null,
    undefined,
    true,
    [1],
    {},
  ])("%j is none", (value) => {
    expect(identifier(value)).toBeNull();
  });
});
