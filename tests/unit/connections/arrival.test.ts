import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { arrivalPath, openArrival } from "#lib/connections/arrival";
import { wistia } from "#lib/providers/wistia";
import { wixAdvanced } from "#lib/providers/wix-advanced";
import { readKeyset, seal, setKeyset } from "#lib/vault";
import { failureCode, later, now } from "../answers.ts";

beforeEach(() => {
  setKeyset(readKeyset(`k1:${Buffer.alloc(32, 1).toString("base64")}`));
  vi.useFakeTimers({ toFake: ["Date"], now });
});
afterEach(() => {
  vi.useRealTimers();
});

const sealedIn = (path: string | null) =>
  new URL(path ?? "/", "https://patchbay.example").searchParams.get("arrival") ?? "";
const arrive = (token = "install-CANARY") => arrivalPath("wix-advanced", { token });

describe("an install that began at the vendor", () => {
  test("goes on with its token sealed", () => {
    expect(arrive()).toMatch(/^\/connect\/wix-advanced\?arrival=v1\./);
    expect(arrive()).not.toContain("CANARY");
    expect(openArrival(wixAdvanced, sealedIn(arrive()))).toBe("install-CANARY");
  });

  test.each([
    ["an unknown vendor", "acme", { token: "t" }],
    ["a vendor without such installs", "wistia", { token: "t" }],
    ["a vendor whose key is pasted", "api-video", { token: "t" }],
    ["no token", "wix-advanced", {}],
    ["an empty token", "wix-advanced", { token: "" }],
    ["an endless token", "wix-advanced", { token: "t".repeat(4_001) }],
  ])("is none with %s", (_, id, query) => {
    expect(arrivalPath(id, query as Record<string, string>)).toBeNull();
  });

  test("can be finished for ten minutes", () => {
    const sealed = sealedIn(arrive());
    vi.setSystemTime(later(599));
    expect(openArrival(wixAdvanced, sealed)).toBe("install-CANARY");
    vi.setSystemTime(later(600));
    expect(failureCode(() => openArrival(wixAdvanced, sealed))).toBe("link_expired");
  });
});

describe("a sealed arrival is refused", () => {
  test("for another vendor", () => {
    expect(failureCode(() => openArrival(wistia, sealedIn(arrive())))).toBe("link_expired");
  });

  test.each(["", "token", "v1.k1.AAAA.AAAA"])("when it is %j", (text) => {
    expect(failureCode(() => openArrival(wixAdvanced, text))).toBe("link_expired");
  });

  test("when it was sealed for something else", () => {
    const place = { table: "connections", row: "wix-advanced", field: "token", generation: 0 };
    const other = seal(JSON.stringify({ token: "t", until: Number.MAX_SAFE_INTEGER }), place);
    expect(failureCode(() => openArrival(wixAdvanced, other))).toBe("link_expired");
  });
});
