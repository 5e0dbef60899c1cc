import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Keyset, keyIdOf, readKeyset, seal, setKeyset, unseal } from "#lib/vault";

const key = (fill: number) => Buffer.alloc(32, fill).toString("base64");
const place = { table: "connections", row: "row-1", field: "accessToken", generation: 3 };
const secret = "token-CANARY-token";

beforeEach(() => setKeyset(readKeyset(`k1:${key(1)}`)));

describe("what is sealed", () => {
  test.each(["", "a", secret, "é 😀 \u0000\n", "x".repeat(100_000)])("opens again: %#", (text) => {
    expect(unseal(seal(text, place), place)).toBe(text);
  });

  test("names its version and key, and holds nothing readable", () => {
    const text = seal(secret, place);
    expect(text).toMatch(/^v1\.k1\.[\w-]{16}\.[\w-]+$/);
    expect(keyIdOf(text)).toBe("k1");
    const [, , , body = ""] = text.split(".");
    for (const encoding of ["utf8", "hex", "base64", "base64url"] as const)
      expect(text).not.toContain(Buffer.from(secret).toString(encoding));
    expect(Buffer.from(body, "base64url").includes(secret)).toBe(false);
  });

  test("is another text each time", () => {
    expect(seal(secret, place)).not.toBe(seal(secret, place));
  });

  test("never repeats a nonce in a hundred thousand", { timeout: 60_000 }, () => {
    const nonces = new Set<string>();
    for (let count = 0; count < 100_000; count += 1) nonces.add(seal("", place).split(".")[2] ?? "");
    expect(nonces.size).toBe(100_000);
  });
});

describe("a sealed text does not open", () => {
  test.each([
    ["in another table", { ...place, table: "link_attempts" }],
    ["in another row", { ...place, row: "row-2" }],
    ["in another field", { ...place, field: "refreshToken" }],
    ["in the next generation", { ...place, generation: 4 }],
    ["in the one before", { ...place, generation: 2 }],
    ["where names run into each other", { ...place, table: "connectionsrow-1", row: "" }],
    ["where a name holds the separator", { ...place, table: 'connections","row-1', row: "" }],
  ])("%s", (_, other) => {
    const text = seal(secret, place);
    expect(() => unseal(text, other)).toThrow("does not open");
  });

  test("in any place but its own, over all pairs of a table", () => {
    const places = ["a", "b"].flatMap((row) =>
      ["accessToken", "refreshToken", "grant"].flatMap((field) =>
        [1, 2].map((generation) => ({ table: "connections", row, field, generation })),
      ),
    );
    const texts = places.map((own) => seal(JSON.stringify(own), own));
    for (const [at, text] of texts.entries())
      for (const [other, where] of places.entries())
        if (at === other) expect(unseal(text, where)).toBe(JSON.stringify(where));
        else expect(() => unseal(text, where)).toThrow("does not open");
  });

  test("after any one character has been changed", { timeout: 60_000 }, () => {
    for (const plain of ["a", "ab", "abc", secret]) {
      const text = seal(plain, place);
      for (const at of text.split("").keys())
        for (const other of ["A", "B", "z", "_", ".", " "]) {
          if (text[at] === other) continue;
          const changed = text.slice(0, at) + other + text.slice(at + 1);
          expect(() => unseal(changed, place), changed).toThrow("does not open");
        }
    }
  });

  test.each([
    ["cut short", (text: string) => text.slice(0, -1)],
    ["without its tag", (text: string) => text.slice(0, -22)],
    ["without its body", (text: string) => text.split(".").slice(0, 3).join(".")],
    ["with an empty body", (text: string) => `${text.split(".").slice(0, 3).join(".")}.`],
    ["with a part more", (text: string) => `${text}.x`],
    ["with padding", (text: string) => `${text}=`],
    ["with a line end", (text: string) => `${text}\n`],
    ["of another version", (text: string) => text.replace("v1", "v2")],
    ["in the other alphabet", (text: string) => text.replace(/\.([^.]*)$/, (body) => `${body}+/`)],
  ])("%s", (_, change) => {
    expect(() => unseal(change(seal(secret, place)), place)).toThrow("does not open");
  });

  test.each(["", ".", "...", "v1", "v1.k1", "v1.k1..", "token", "v1.k1.AAAAAAAAAAAAAAAA.AAAA"])(
    "when it is %j",
    (text) => {
      expect(() => unseal(text, place)).toThrow("does not open");
    },
  );

  test("with another key under the same id", () => {
    const text = seal(secret, place);
    setKeyset(readKeyset(`k1:${key(2)}`));
    expect(() => unseal(text, place)).toThrow("does not open");
  });

  test("with a key whose id is not known", () => {
    const text = seal(secret, place);
    setKeyset(readKeyset(`k2:${key(1)}`));
    expect(() => unseal(text, place)).toThrow("does not open");
    expect(() => unseal(text.replace("k1", "k2"), place)).toThrow("does not open");
  });

  test("and the error names the place, never the text or a key", () => {
    for (const text of [secret, `v1.k1.${secret}`, seal(secret, { ...place, row: "row-2" })])
      try {
        unseal(text, place);
        expect.unreachable();
      } catch (error) {
        const { message, stack, cause } = error as Error;
        expect(message).toBe("A sealed text does not open: connections.accessToken of row-1.");
        expect(`${message}${stack}${cause}`).not.toContain(secret);
        expect(`${message}${stack}${cause}`).not.toContain(key(1));
      }
  });
});

describe("several keys", () => {
  test("the first one seals, all of them open", () => {
    const old = seal("old", place);
    setKeyset(readKeyset(`k2:${key(2)}, k1:${key(1)}`));
    expect(unseal(old, place)).toBe("old");
    expect(keyIdOf(seal("new", place))).toBe("k2");
    expect(unseal(seal("new", place), place)).toBe("new");
  });

  test("one that has been taken away opens nothing", () => {
    setKeyset(readKeyset(`k2:${key(2)},k1:${key(1)}`));
    const text = seal(secret, place);
    setKeyset(readKeyset(`k1:${key(1)}`));
    expect(() => unseal(text, place)).toThrow("does not open");
  });
});

describe("reading a keyset", () => {
  const random = randomBytes(32);

  test("takes base64 and base64url, with padding and without, with blanks between", () => {
    for (const text of [
      random.toString("base64"),
      random.toString("base64").replace("=", ""),
      random.toString("base64url"),
    ])
      expect(readKeyset(` k-1_A:${text} `)).toMatchObject({ primary: "k-1_A" });
    expect([...readKeyset(`a:${key(1)} ,\n b:${key(2)}`).keys.keys()]).toEqual(["a", "b"]);
  });

  const bytes = (length: number) => Buffer.alloc(length, 7).toString("base64");

  test.each([
    ["short by a byte", `k1:${bytes(31)}`, "Key number 1 in PATCHBAY_KEYS has 31 bytes; it must have 32."],
    ["long by a byte", `k1:${bytes(33)}`, "Key number 1 in PATCHBAY_KEYS has 33 bytes; it must have 32."],
    ["hexadecimal", `k1:${random.toString("hex")}`, "has 48 bytes; it must have 32."],
    ["short behind a good one", `k1:${key(1)},k2:${bytes(16)}`, "Key number 2 in PATCHBAY_KEYS has 16 bytes"],
    [
      "there twice",
      `k1:${key(1)},k1:${key(2)}`,
      "Key number 2 in PATCHBAY_KEYS has an id that stood there before.",
    ],
    ["empty", "", "PATCHBAY_KEYS must read"],
    ["blank", "  ", "PATCHBAY_KEYS must read"],
    ["a lone comma", ",", "PATCHBAY_KEYS must read"],
    ["followed by a comma", `k1:${key(1)},`, "PATCHBAY_KEYS must read"],
    ["without an id", key(1), "PATCHBAY_KEYS must read"],
    ["of an empty id", `:${key(1)}`, "PATCHBAY_KEYS must read"],
    ["of an id with a dot", `k.1:${key(1)}`, "PATCHBAY_KEYS must read"],
    ["of an endless id", `${"k".repeat(41)}:${key(1)}`, "PATCHBAY_KEYS must read"],
    ["without a key", "k1:", "PATCHBAY_KEYS must read"],
    ["of no base64", `k1:${"!".repeat(44)}`, "PATCHBAY_KEYS must read"],
    ["with a blank inside", `k1:${key(1).slice(0, 20)} ${key(1).slice(20)}`, "PATCHBAY_KEYS must read"],
    ["with too much padding", `k1:${key(1)}==`, "PATCHBAY_KEYS must read"],
    ["the wrong way round", `${key(1)}:k1`, "PATCHBAY_KEYS must read"],
  ])("refuses one that is %s", (_, text, message) => {
    expect(() => readKeyset(text)).toThrow(message);
  });

  test("no complaint quotes a key", () => {
    for (const text of [`k1:${bytes(31)}`, `${bytes(32)}:k1`, bytes(32), `k1:${bytes(32)},k1:${bytes(32)}`])
      expect(() => readKeyset(text)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining(bytes(32).slice(0, 12)) }),
      );
  });
});

describe("before keys were read", () => {
  const holder = globalThis as typeof globalThis & { patchbayKeyset?: Keyset };
  let kept: Keyset | undefined;
  beforeAll(() => {
    kept = holder.patchbayKeyset;
  });
  afterAll(() => {
    if (kept !== undefined) holder.patchbayKeyset = kept;
  });

  test("nothing is sealed", () => {
    delete holder.patchbayKeyset;
    expect(() => seal(secret, place)).toThrow("before its keys were read");
  });
});
