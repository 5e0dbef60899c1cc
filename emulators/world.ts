import { readdir } from "node:fs/promises";
import { type Clock, createClock } from "./clock.ts";
import {
  type Application,
  defaultSettings,
  type Emulator,
  type NewApplication,
  type Vendor,
} from "./emulator.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createLimiter } from "./limiter.ts";
import { createRequestLog, type RequestLog } from "./requests.ts";
import { createRouter } from "./router.ts";

export type Member = { emulator: Emulator; vendor: Vendor; route: ReturnType<typeof createRouter> };

export type World = {
  clock: Clock;
  faults: Faults;
  requests: RequestLog;
  members: Member[];
  moveClock(offsetMs: number): Promise<void>;
  setAppUrl(appUrl: string | null): void;
  reset(keepClock?: boolean): void;
};

export type WorldOptions = {
  clockFile?: string | undefined;
  appUrl?: string | undefined;
  /** Id, secret or webhook address of an application, by its key, when not the defaults. */
  applications?: Record<string, Partial<Application>> | undefined;
};

/** All vendors found in `vendors/`, freshly seeded, sharing one clock. */
export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const clock = createClock(options.clockFile);
  const faults = createFaults();
  const requests = createRequestLog();
  const members = (await loadEmulators()).map((emulator) => ({
    emulator,
    vendor: createVendor(emulator, clock, options),
    route: createRouter(emulator.routes),
  }));
  return {
    clock,
    faults,
    requests,
    members,
    async moveClock(offsetMs) {
      clock.set(offsetMs);
      for (const { emulator, vendor } of members) await emulator.tick?.(vendor);
    },
    setAppUrl(appUrl) {
      for (const { vendor } of members) vendor.appUrl = appUrl;
    },
    reset(keepClock) {
      faults.clear();
      requests.clear();
      if (!keepClock) clock.set(0);
      for (const { emulator, vendor } of members) {
        Object.assign(vendor, createVendor(emulator, clock, options, vendor.state));
      }
    },
  };
}

async function loadEmulators(): Promise<Emulator[]> {
  const folder = new URL("./vendors/", import.meta.url);
  const files = (await readdir(folder)).filter((file) => file.endsWith(".ts")).sort();
  const modules = await Promise.all(files.map((file) => import(new URL(file, folder).href)));
  return modules.flatMap((module) => Object.values(module).filter(isEmulator));
}

function isEmulator(value: unknown): value is Emulator {
  return typeof value === "object" && value !== null && "hosts" in value && "routes" in value;
}

function createVendor(emulator: Emulator, clock: Clock, options: WorldOptions, previous?: unknown): Vendor {
  const applications = Object.entries(emulator.applications).map(([key, application]) => [
    key,
    { ...withDefaults(application), ...options.applications?.[key] },
  ]);
  return {
    id: emulator.id,
    name: emulator.name,
    state: emulator.seed(previous),
    settings: defaultSettings(emulator.switches),
    applications: Object.fromEntries(applications),
    clock,
    limiter: createLimiter(clock),
    appUrl: options.appUrl ?? null,
  };
}

function withDefaults(application: NewApplication): Application {
  return { redirectUris: [], scopes: [], webhookUrl: null, installUrl: null, ...application };
}
