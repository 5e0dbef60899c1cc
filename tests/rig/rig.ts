import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { startEmulators } from "../../emulators/server.ts";
import { demoAdmin, demoSettings, emulatedVendors, wixPublicKey } from "../../scripts/lib/demo-settings.mjs";
import { leanEnvironment, leanFlags } from "../../scripts/lib/lean.mjs";
import { freePort } from "../../scripts/lib/ports.mjs";
import { type Engine, freshDatabase, query, testEngine } from "./database.ts";
import { temporaryFolder } from "./folder.ts";
import { bareEnvironment, type Env, type Program, runProgram, startProgram } from "./program.ts";

export type RigOptions = {
  engine?: Engine;
  /** A database that is there already and stays; else a fresh one. */
  databaseUrl?: string;
  /** Added to the app's environment; see `.env.example`. */
  env?: Env;
  /** Leaves folder and database behind, to look at. */
  keep?: boolean;
};

export type Rig = Awaited<ReturnType<typeof startRig>>;

/** The person who is there from the start. */
export const admin = demoAdmin;

const sweepSecret = randomBytes(32).toString("base64url");
const readyWithinMs = 120_000;

/** The built app and the emulated vendors, fresh: own folder, own database, own clock, own ports. */
export async function startRig({
  engine = testEngine(),
  databaseUrl,
  env: extra = {},
  keep = false,
}: RigOptions = {}) {
  const folder = temporaryFolder();
  const clockFile = join(folder.path, "clock");
  const database =
    databaseUrl === undefined
      ? await freshDatabase(engine, folder.path)
      : { url: databaseUrl, drop: async () => {} };
  const emulators = await startEmulators({ port: 0, clockFile, quiet: true });
  const vendors = emulatedVendors(emulators.url, await wixPublicKey(emulators.url));
  const port = await freePort();
  let env: Env = {
    ...bareEnvironment(),
    ...leanEnvironment,
    // Many people sign in from one address here, and often.
    ...generousLimits,
    ...demoSettings({ port, databaseUrl: database.url, clockFile }),
    // A walk says itself when the sweep comes round (`rig.sweep`); some let it run by itself.
    SWEEP_EVERY_SECONDS: "0",
    SWEEP_SECRET: sweepSecret,
    // Only the embedded engine makes a key of its own.
    ...(engine === "postgres" ? { PATCHBAY_KEYS: `rig:${randomBytes(32).toString("base64")}` } : {}),
    ...vendors,
    ...extra,
  };
  const url = env.PUBLIC_URL as string;
  await control("POST", "app", { appUrl: url });
  let earlierLogs = "";
  let app: Program;
  const others: Program[] = [];

  async function launch() {
    app = startProgram([...leanFlags, "server.ts"], env);
    await app.says(/^Patchbay ready at /m, readyWithinMs);
  }

  async function control(method: string, path: string, body?: unknown) {
    const answer = await fetch(`${emulators.url}/_control/${path.replace(/^\/?(_control\/)?/, "")}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`Control ${method} ${path} answered ${answer.status}: ${text}`);
    return answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text;
  }

  async function stop() {
    await Promise.all([app, ...others].map((program) => program.kill()));
    await emulators.close();
    if (keep) return;
    await database.drop();
    folder.remove();
  }

  await launch().catch(async (error) => {
    await stop();
    throw error;
  });

  return {
    url,
    engine,
    folder: folder.path,
    databaseUrl: database.url,
    emulator: { url: emulators.url, control },
    clock: {
      advance: (ms: number) => control("POST", "clock", { advanceMs: ms }).then(() => {}),
      offset: () => emulators.world.clock.offsetMs(),
    },
    /** What the app runs with, for starting something beside it. */
    environment: (changed: Env = {}): Env => ({ ...env, ...changed }),
    /** One more app process on the same database, at an address of its own. */
    async another(changed: Env = {}) {
      const address = await freePort();
      const program = startProgram([...leanFlags, "server.ts"], {
        ...env,
        PORT: String(address),
        ...changed,
      });
      others.push(program);
      await program.says(/^Patchbay ready at /m, readyWithinMs);
      return { url: `http://localhost:${address}`, logs: program.logs, kill: program.kill };
    },
    /** The operator's command line, against the same database. */
    cli: (...args: string[]) => runProgram(["scripts/patchbay.ts", ...args], env),
    /** Everything the app has printed, over all its starts. */
    logs: () => earlierLogs + [app, ...others].map((program) => program.logs()).join(""),
    pid: () => app.pid,
    async restart(changed: Env = {}) {
      await app.kill();
      earlierLogs += app.logs();
      env = { ...env, ...changed };
      await launch();
    },
    /** One round of the sweep; answers what it did. */
    async sweep(at = url): Promise<{ attended: number; failed: number }> {
      const headers = { authorization: `Bearer ${sweepSecret}` };
      const answer = await fetch(`${at}/api/sweep`, { method: "POST", headers });
      if (!answer.ok) throw new Error(`The sweep answered ${answer.status}.`);
      return answer.json();
    },
    kill: (signal: NodeJS.Signals = "SIGKILL") => app.kill(signal),
    query: (statement: string) => query(database.url, statement),
    stop,
  };
}

const generousLimits = { RATE_LIMIT_SIGN_IN_PER_ADDRESS: "10000", RATE_LIMIT_LINKS_PER_HOUR: "10000" };
