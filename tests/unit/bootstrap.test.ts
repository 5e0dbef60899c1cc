import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fingerprint } from "../../scripts/lib/build.mjs";
import { isNewEnough } from "../../scripts/lib/node.mjs";
import { matches } from "../../scripts/lib/packages.mjs";

describe("which Node will do", () => {
  test.each([
    ["18.20.8", false],
    ["20.20.2", false],
    ["22.19.0", false],
    ["24.6.0", false],
    ["24.7.0", true],
    ["v24.21.0", true],
    ["25.0.0", true],
    ["26.1.0", true],
  ])("%s: %s", (version, enough) => {
    expect(isNewEnough(version)).toBe(enough);
  });
});

describe("whether the packages are there", () => {
  const lock = {
    packages: {
      "": { version: "0.1.0" },
      "node_modules/next": { version: "16.4.5" },
      "node_modules/vitest": { version: "5.1.1", dev: true },
      "node_modules/@next/swc-darwin-arm64": { version: "16.4.5", optional: true },
    },
  };
  const next = { "node_modules/next": { version: "16.4.5" } };
  const vitest = { "node_modules/vitest": { version: "5.1.1" } };

  test("what runs Patchbay is enough to run it, and not enough to test it", () => {
    expect(matches(lock, { packages: next }, "production")).toBe(true);
    expect(matches(lock, { packages: next }, "all")).toBe(false);
  });

  test("a full set serves for everything, without the binaries of other platforms", () => {
    expect(matches(lock, { packages: { ...next, ...vitest } }, "production")).toBe(true);
    expect(matches(lock, { packages: { ...next, ...vitest } }, "all")).toBe(true);
  });

  test("another version means installing again", () => {
    expect(matches(lock, { packages: { "node_modules/next": { version: "16.4.4" } } }, "production")).toBe(
      false,
    );
  });
});

describe("whether the build is of these sources", () => {
  let folder: string;
  const sources = ["app", "next.config.mjs", "absent.ts"];
  const write = (path: string, content: string) => writeFileSync(join(folder, path), content);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "patchbay-fingerprint-"));
    mkdirSync(join(folder, "app", "connections"), { recursive: true });
    write("app/page.tsx", "one");
    write("app/connections/page.tsx", "two");
    write("next.config.mjs", "three");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test("the same files give the same answer, whatever else lies around", () => {
    const before = fingerprint(folder, sources);
    write("notes.txt", "not a source");
    expect(fingerprint(folder, sources)).toBe(before);
  });

  test("a changed, a new and a moved file give another", () => {
    const seen = new Set([fingerprint(folder, sources)]);
    write("app/connections/page.tsx", "changed");
    seen.add(fingerprint(folder, sources));
    write("app/layout.tsx", "");
    seen.add(fingerprint(folder, sources));
    rmSync(join(folder, "app", "layout.tsx"));
    write("app/template.tsx", "");
    seen.add(fingerprint(folder, sources));
    expect(seen.size).toBe(4);
  });
});
