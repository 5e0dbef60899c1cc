import { defineConfig } from "vitest/config";

/** `unit` needs nothing; `emulators` starts the vendors; `flows` runs the built server, once per engine. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["tests/unit/**/*.test.ts"], exclude: [] } },
      { test: { name: "emulators", include: ["tests/emulators/**/*.test.ts"], testTimeout: 20_000 } },
      {
        test: {
          name: "reliability",
          env: { LOG_LEVEL: "silent" },
          include: ["tests/reliability/**/*.test.ts"],
          // None of these is a limit of the product's: a slow machine takes what it takes.
          testTimeout: 600_000,
          hookTimeout: 600_000,
          expect: { poll: { timeout: 100_000 } },
          maxWorkers: 2,
          // Each file has a database and a world of its own, kept on globalThis.
          isolate: true,
        },
      },
      {
        test: {
          name: "vendor",
          include: ["tests/vendor/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: "flows",
          include: ["tests/flows/**/*.test.ts"],
          // Long enough for a machine that does something else as well; nothing here waits for time to pass.
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
