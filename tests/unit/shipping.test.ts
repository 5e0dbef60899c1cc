import { existsSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { sources } from "../../scripts/lib/build.mjs";
import { leanEnvironment, leanFlags } from "../../scripts/lib/lean.mjs";
import { root } from "../../scripts/lib/root.mjs";
import { filesUnder, imported, resolved, text } from "./sources.ts";

/** The image, the compose files and the unit say in their own languages what scripts/ says in ours. */

const dockerfile = text("Dockerfile").replaceAll("\\\n", " ");
const unit = text("deploy/patchbay.service");

/** The second stage, which is what runs. */
const image = dockerfile.slice(dockerfile.lastIndexOf("\nFROM "));
const command = /^CMD (\[.*\])$/m.exec(image)?.[1] ?? "[]";
const start = /^ExecStart=(.*)$/m.exec(unit)?.[1] ?? "";

/** A file's address where it stands here is a path below the working folder there. */
const elsewhere = (flag: string) =>
  flag.startsWith("file:") ? `./${relative(root, fileURLToPath(flag)).split(sep).join("/")}` : flag;

describe("the server is started everywhere as npm start does", () => {
  const line = ["node", ...leanFlags.map(elsewhere), "server.ts"];

  test("in the image", () => expect(JSON.parse(command)).toEqual(line));

  test("by the unit", () => expect(start.replace("/usr/bin/", "").split(" ")).toEqual(line));

  test.each([
    ["NODE_ENV", "production"],
    ["NEXT_TELEMETRY_DISABLED", "1"],
    ["__NEXT_PROCESSED_ENV", "true"],
    ["MALLOC_ARENA_MAX", leanEnvironment.MALLOC_ARENA_MAX],
  ])("with %s", (name, value) => {
    const environment = new RegExp(`^(?:ENV|Environment=)\\s*(?:.*\\s)?${name}=${value}(?:\\s|$)`, "m");
    expect(image).toMatch(environment);
    expect(unit).toMatch(environment);
  });
});

describe("whoever stops the server waits for longer than it takes to leave", () => {
  const leavesWithinMs = Number(
    /LONGEST_GOODBYE_MS = ([\d_]+)/.exec(text("server.ts"))?.[1]?.replaceAll("_", ""),
  );

  test.each([
    ["deploy/patchbay.service", "TimeoutStopSec="],
    ["compose.yaml", "stop_grace_period: "],
    ["compose.sqlite.yaml", "stop_grace_period: "],
  ])("%s", (file, name) => {
    const [, seconds] = new RegExp(`^ *${name}(\\d+)s?$`, "m").exec(text(file)) ?? [];
    expect(Number(seconds) * 1_000).toBeGreaterThan(leavesWithinMs);
  });
});

describe("what goes into the image", () => {
  const [first, ...more] = text(".dockerignore").trim().split("\n");
  const letIn = more.map((line) => line.replace(/^!/, ""));
  const isLetIn = (file: string) => letIn.some((each) => file === each || file.startsWith(`${each}/`));

  test("is named, and all else stays out", () => {
    expect(first).toBe("*");
    for (const line of more) expect(line).toMatch(/^!\.?[\w./-]+$/);
    for (const path of letIn) expect({ [path]: existsSync(join(root, path)) }).toEqual({ [path]: true });
    for (const path of [".env", ".git", "data", "node_modules", ".next", "tests"])
      expect({ [path]: isLetIn(path) }).toEqual({ [path]: false });
  });

  test("is all that the pages are built from", () => {
    expect(sources.filter((path) => !isLetIn(path))).toEqual([]);
  });

  test("is all that the server, the build and the operator's commands import", () => {
    const seen = new Set<string>();
    const queue = [
      ...["server.ts", "instrumentation.ts", "proxy.ts", "next.config.mjs"],
      ...["scripts/bootstrap.mjs", "scripts/patchbay.ts", "scripts/lib/leave-with-parent.mjs"],
      ...leanFlags
        .map(elsewhere)
        .filter((flag) => flag.startsWith("./"))
        .map((flag) => flag.slice(2)),
      ...filesUnder("app"),
    ];
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      if (seen.has(file) || !existsSync(join(root, file))) continue;
      seen.add(file);
      queue.push(...imported(file).flatMap((name) => resolved(file, name) ?? []));
    }
    expect(seen.size).toBeGreaterThan(300);
    expect([...seen].filter((file) => !isLetIn(file))).toEqual([]);
  });
});
