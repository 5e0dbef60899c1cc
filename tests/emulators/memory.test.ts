import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { startEmulators } from "../../emulators/server.ts";
import { type Json, post } from "./fixtures.ts";

const folder = mkdtempSync(join(tmpdir(), "patchbay-memory-"));
afterAll(() => rmSync(folder, { recursive: true }));

const apiKey = "Tq7LmZ2vXc9RbN4kWs8HdYp1GfJu6EoAi3KtVnQx5Me";
const ask = (url: string, path: string, fields: Record<string, string>): Promise<Json> =>
  post(`${url}/ws.api.video${path}`, fields, "json");

test("what was granted before a restart is still known after it, and what was spent stays spent", async () => {
  const stateFile = join(folder, "vendors");
  const before = await startEmulators({ quiet: true, stateFile });
  const first = (await ask(before.url, "/auth/api-key", { apiKey })).body ?? {};
  const second = (await ask(before.url, "/auth/refresh", { refreshToken: first.refresh_token })).body;
  await before.close();

  const after = await startEmulators({ quiet: true, stateFile });
  const spent = await ask(after.url, "/auth/refresh", { refreshToken: first.refresh_token });
  const current = await ask(after.url, "/auth/refresh", { refreshToken: second.refresh_token });
  await after.close();
  expect([spent.status, current.status]).toEqual([400, 200]);
});
