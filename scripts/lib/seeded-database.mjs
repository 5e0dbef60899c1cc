import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { bareEnvironment, runProgram } from "../../tests/rig/program.ts";
import { admin } from "../../tests/rig/rig.ts";
import { startPostgres } from "./postgres.mjs";
import { say } from "./say.mjs";

/**
 * A database filled by `npm run seed`, for measuring with. With `keep` it is in that folder and stays there: the
 * next time it is used as it is, whatever amounts are asked for.
 */
export async function seededDatabase(engine, { amounts, keep }) {
  const folder = keep === undefined ? mkdtempSync("/tmp/patchbay-seeded-") : resolve(keep, engine);
  mkdirSync(folder, { recursive: true });
  const server = engine === "postgres" ? await startPostgres({ keep: folder }) : null;
  const release = async () => {
    await server?.stop();
    if (keep === undefined) rmSync(folder, { recursive: true, force: true });
  };
  try {
    const url = server?.url ?? `file:${join(folder, "patchbay.db")}`;
    const env = engine === "postgres" ? { PATCHBAY_KEYS: keysIn(join(folder, "keys")) } : {};
    const filled = join(folder, "seeded.json");
    if (!existsSync(filled)) {
      await fill(engine, { ...env, DATABASE_URL: url }, amounts);
      writeFileSync(filled, JSON.stringify(amounts));
    }
    return { url, env, amounts: JSON.parse(readFileSync(filled, "utf8")), release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function fill(engine, env, amounts) {
  say(`Filling a database (${engine}) …`);
  const begun = performance.now();
  const flags = Object.entries(amounts).flatMap(([name, amount]) => [`--${name}`, String(amount)]);
  const { code, stderr } = await runProgram(["scripts/seed.ts", ...flags], {
    ...bareEnvironment(),
    ...env,
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    LOG_LEVEL: "warn",
  });
  if (code !== 0) throw new Error(stderr);
  say(`${stderr.trim()}\nFilled in ${Math.round((performance.now() - begun) / 1000)} s.`);
}

/** What seals it, beside it; the embedded engine does that by itself. */
function keysIn(file) {
  if (!existsSync(file)) writeFileSync(file, `bench:${randomBytes(32).toString("base64")}`, { mode: 0o600 });
  return readFileSync(file, "utf8");
}
