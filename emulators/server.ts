import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerControl } from "./control.ts";
import { dispatch } from "./dispatch.ts";
import type { Application } from "./emulator.ts";
import { recall, remember } from "./memory.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

export type StartOptions = WorldOptions & {
  /** 0, the default, takes a free port. */
  port?: number;
  quiet?: boolean;
  /** A file that carries what the vendors know from one start to the next. */
  stateFile?: string | undefined;
};

const REMEMBER_EVERY_MS = 1_000;

export type Emulators = { url: string; port: number; world: World; close(): Promise<void> };

/** Starts all vendors on one loopback port: `https://HOST/PATH` is served at `${url}/HOST/PATH`. */
export async function startEmulators(options: StartOptions = {}): Promise<Emulators> {
  const world = await createWorld(options);
  const memory = keepMemory(world, options.stateFile);
  const server = createServer((incoming, response) => {
    memory.touch();
    answer(world, incoming, response).catch((error: unknown) => fail(response, error, options.quiet));
  });
  // Longer than any client keeps an idle connection, so that none meets a closing one.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  if (!options.quiet) console.log(`Emulators ready at ${url}`);
  return {
    url,
    port,
    world,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          memory.close();
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** Writes down what the vendors know, at most once a second, and at the end. */
function keepMemory(world: World, file: string | undefined) {
  if (file === undefined) return { touch() {}, close() {} };
  let touched = false;
  const save = () => {
    if (touched) remember(world, file);
    touched = false;
  };
  recall(world, file);
  const timer = setInterval(save, REMEMBER_EVERY_MS);
  timer.unref();
  return {
    touch() {
      touched = true;
    },
    close() {
      clearInterval(timer);
      save();
    },
  };
}

function answer(world: World, incoming: IncomingMessage, response: ServerResponse) {
  const path = (incoming.url ?? "/").split("?")[0] ?? "/";
  const control = path === "/" || path === "/_control" || path.startsWith("/_control/");
  return control ? answerControl(world, incoming, response) : dispatch(world, incoming, response);
}

function fail(response: ServerResponse, error: unknown, quiet = false) {
  // A caller that hangs up while we read is an everyday event, not a defect of ours.
  if (response.destroyed || response.req.destroyed) return;
  if (!quiet) console.error(error);
  if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
  response.end("The emulator itself failed; see its output.");
}

/** Every application's id, secret and webhook address, where the environment gives one: `WIX_ADVANCED_CLIENT_ID`. */
function applicationsFrom(environment: NodeJS.ProcessEnv) {
  const applications: Record<string, Partial<Application>> = {};
  const fields = { CLIENT_ID: "id", CLIENT_SECRET: "secret", WEBHOOK_URL: "webhookUrl" } as const;
  for (const [name, value] of Object.entries(environment)) {
    const [, vendor, field] = /^([A-Z0-9_]+?)_(CLIENT_ID|CLIENT_SECRET|WEBHOOK_URL)$/.exec(name) ?? [];
    if (!vendor || !field || !value) continue;
    const key = vendor.toLowerCase().replaceAll("_", "-");
    applications[key] = { ...applications[key], [fields[field as keyof typeof fields]]: value };
  }
  return applications;
}

async function main() {
  const { env } = process;
  const emulators = await startEmulators({
    port: Number(env.EMULATOR_PORT ?? 4010),
    clockFile: env.EMULATOR_CLOCK_FILE,
    stateFile: env.EMULATOR_STATE_FILE,
    appUrl: env.EMULATOR_APP_URL ?? "http://localhost:3000",
    applications: applicationsFrom(env),
  });
  const stop = () => emulators.close().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

if (import.meta.main) await main();
