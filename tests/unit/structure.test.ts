import { existsSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { providers } from "#lib/providers/index";
import { root } from "../../scripts/lib/root.mjs";
import { code, filesUnder, imported, resolved, text } from "./sources.ts";

/** Rules about files that neither the compiler nor the linter can keep. */

const product = filesUnder("app", "lib", "db", "proxy.ts", "server.ts", "instrumentation.ts");
const scripts = filesUnder("scripts");

describe("the search", () => {
  test("finds the files it is about", () => {
    expect(product.length).toBeGreaterThan(100);
    expect(product).toEqual(
      expect.arrayContaining(["lib/http.ts", "app/layout.tsx", "db/schema.ts", "server.ts"]),
    );
  });

  test("sees code and passes over comments", () => {
    expect(code("lib/providers/wistia.ts")).toContain('"https://app.wistia.com/oauth/authorize"');
    expect(code("lib/providers/wistia.ts")).not.toContain("A missing scope is answered");
    expect(code("lib/providers/wistia.ts")).not.toContain("RFC 7009");
  });
});

describe("a vendor is named in its own files and in the registry, nowhere else", () => {
  /** As a word of its own, or as a part of a name in the manner of code: `wix`, `isWix`, `WIX_PUBLIC_KEY`. */
  const spellings = Object.keys(providers).flatMap((id) => {
    const loose = id.replaceAll(/-(.)/g, (_, letter) => `[._-]?[${letter}${letter.toUpperCase()}]`);
    const loud = id.toUpperCase().replaceAll("-", "[._-]?");
    return [
      `(?<![A-Za-z])${loose}(?![a-z])`,
      `${loose[0]?.toUpperCase()}${loose.slice(1)}(?![a-z])`,
      `(?<![A-Z])${loud}(?![A-Z])`,
    ];
  });
  const named = new RegExp(spellings.join("|"));
  /** Pictures of pages with invented connections, shown in development only. */
  const drawings = /^app\/dev\//;
  const own = /^lib\/providers\/(registry|(wistia|gist|api-video|wix)(-[a-z]+)*)\.ts$/;
  const offenders = (files: string[], read: (file: string) => string) =>
    files.filter((file) => !own.test(file) && !drawings.test(file) && named.test(read(file)));

  test("the words that are looked for are the right ones", () => {
    for (const line of [
      'id === "wix"',
      "Gist",
      "wixAdvanced",
      "api.video",
      "API-VIDEO",
      "WISTIA_CLIENT_ID",
      "isWix",
      "apiVideo()",
    ])
      expect(line).toMatch(named);
    for (const line of ["register", "gists", "logistics", "a wixen"]) expect(line).not.toMatch(named);
  });

  test("no code of the product names one", () => {
    expect(offenders(product, code)).toEqual([]);
  });

  test("outside the pages and the providers not even a comment does", () => {
    const files = product.filter((file) => !/^(app|lib\/providers)\//.test(file));
    expect(offenders(files, text)).toEqual([]);
  });

  test("no command does, but those that drive the emulators", () => {
    const driving = [
      "scripts/demo.mjs",
      "scripts/dev.mjs",
      "scripts/lib/demo-settings.mjs",
      "scripts/lib/bench-link.mjs",
    ];
    expect(offenders(scripts, code).filter((file) => !driving.includes(file))).toEqual([]);
  });

  test("every provider stands in the registry under its own id", () => {
    for (const [id, provider] of Object.entries(providers)) expect(provider.id).toBe(id);
  });
});

test("only lib/env.ts reads the environment", () => {
  // Next's own word for where instrumentation runs is no setting of ours.
  const allowed = ["lib/env.ts", "instrumentation.ts"];
  const reading = product.filter((file) => /process\s*\.\s*env|process\[|import\.meta\.env/.test(code(file)));
  expect(reading.filter((file) => !allowed.includes(file))).toEqual([]);
  expect(code("instrumentation.ts").match(/process\.env\.\w+/g)).toEqual(["process.env.NEXT_RUNTIME"]);
});

const isNode = (name: string) => name.startsWith("node:") || builtinModules.includes(name);

describe("nothing secret can reach a browser", () => {
  const marker = "#lib/server-only";
  /** Modules that only a server has. */
  const onlyOnServers = /^(next\/headers|next\/server|next-auth|undici|pino|pg|better-sqlite3|drizzle-orm)/;
  /** Those that may know lib/errors only; the last test shows that no browser gets them. */
  const pure = /^lib\/providers\//;
  const library = filesUnder("lib");

  test("the reader of imports reads them", () => {
    expect(imported("lib/http.ts")).toEqual([
      marker,
      "undici",
      "#lib/clock",
      "#lib/env",
      "#lib/errors",
      "#lib/metrics/count",
      "#lib/tracing/span",
      "#lib/world",
    ]);
    expect(imported("lib/connections/state.ts")).toEqual([]);
    expect(resolved("lib/http.ts", "#lib/env")).toBe("lib/env.ts");
  });

  test("each file of lib that touches Node, the database, the environment or the keys is marked", () => {
    const touching = library.filter((file) => {
      const names = imported(file);
      return (
        names.some((name) => isNode(name) || onlyOnServers.test(name) || /^#db\//.test(name)) ||
        names.some((name) => ["#lib/env", "#lib/vault"].includes(name)) ||
        /process\s*\.\s*env/.test(code(file))
      );
    });
    expect(touching.length).toBeGreaterThan(20);
    const unmarked = touching.filter((file) => !imported(file).includes(marker) && !pure.test(file));
    expect(unmarked).toEqual([]);
  });

  test("the marker does not exist for browsers", () => {
    const { imports } = JSON.parse(text("package.json"));
    expect(imports[marker]).toEqual({ browser: null, default: "./lib/server-only.ts" });
  });

  test("no component that runs in a browser reaches a marked file, a Node module or the database", () => {
    const clients = filesUnder("app").filter((file) => /^\s*["']use client["']/.test(text(file)));
    expect(clients.length).toBeGreaterThan(3);
    const seen = new Map<string, string>();
    const queue = clients.map((file) => [file, file] as const);
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [file, way] = next;
      if (seen.has(file) || !existsSync(join(root, file))) continue;
      seen.set(file, way);
      for (const name of imported(file)) {
        const target = resolved(file, name);
        if (isNode(name) || name === marker || target?.startsWith("db/"))
          expect.unreachable(`${way} reaches ${name}`);
        if (target !== null) queue.push([target, `${way} > ${target}`]);
      }
    }
    expect(seen.size).toBeGreaterThan(clients.length);
  });
});

describe("imports go one way", () => {
  const reaching = (files: string[], to: RegExp) =>
    files.filter((file) => imported(file).some((name) => to.test(resolved(file, name) ?? name)));

  test.each([
    ["app", /^db\//],
    ["lib", /^(app|emulators|tests|scripts)\//],
    ["db", /^(lib|app|emulators|tests|scripts)\//],
    ["emulators", /^(lib|app|db|tests|scripts)\//],
  ] as const)("%s never imports what it may not know", (folder, to) => {
    expect(reaching(filesUnder(folder), to)).toEqual([]);
  });

  test("a provider knows lib/errors, its neighbours, and pure packages", () => {
    for (const file of filesUnder("lib/providers"))
      for (const name of imported(file)) {
        const target = resolved(file, name) ?? name;
        expect(target, file).toMatch(/^(lib\/errors\.ts|lib\/providers\/.+\.ts|node:crypto|jose)$/);
      }
  });

  test("only one file sends anything to vendors, one sends emails, and one webhooks", () => {
    const sending = product.filter((file) =>
      /\bfetch\(|\bundici\b|\bnodemailer\b|node:https?\b|node:net\b|XMLHttpRequest/.test(code(file)),
    );
    // The first two run in the browser, which may ask nobody but us (Content Security Policy).
    expect(sending.toSorted()).toEqual([
      "app/_components/frame-watch.tsx",
      "app/_components/palette.tsx",
      "lib/compress.ts",
      "lib/compression.d.ts",
      "lib/http.ts",
      "lib/mail/send.ts",
      "lib/webhooks/address.ts",
      "lib/webhooks/door.ts",
      "server.ts",
    ]);
    expect(code("app/_components/palette.tsx").match(/\bfetch\(.*/g)).toEqual([
      expect.stringContaining('fetch("/api/palette"'),
    ]);
    expect(code("app/_components/frame-watch.tsx").match(/\bfetch\(.*/g)).toEqual([
      expect.stringContaining("fetch(`/connect-session/"),
    ]);
    // These two answer.
    for (const file of ["lib/compress.ts", "server.ts"])
      expect(code(file)).not.toMatch(/\bfetch\(|\b(request|get)\(\s*["'`]http/);
  });
});
