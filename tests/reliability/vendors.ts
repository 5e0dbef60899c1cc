import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { startEmulators } from "../../emulators/server.ts";
import { emulatedVendors, wixPublicKey } from "../../scripts/lib/demo-settings.mjs";
import { apiVideo, type Flow, flows, keys } from "../flows/fixtures.ts";
import type { Env } from "../rig/program.ts";

/** The emulated vendors over HTTP, asked for the truth behind the product's back. Imports nothing of the product. */

/** A provider of which there is a column in the table of kill points. */
export const columns = ["wistia", "gist", "api-video", "wix", "wix-advanced"] as const;
export type Column = (typeof columns)[number];

export const browser = "one browser";
/** What a person pastes who links with a key. */
export const pasted = { apiKey: keys.acmeProduction, environment: "production" };

export type Vendors = Awaited<ReturnType<typeof openVendors>>;

export async function openVendors(folder: string) {
  const clockFile = join(folder, "clock");
  const emulators = await startEmulators({ port: 0, clockFile, quiet: true });
  const { world } = emulators;
  const delivered: string[] = [];
  const app = await listen(delivered);
  const publicUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
  const env: Env = {
    NODE_ENV: "production",
    LOG_LEVEL: "silent",
    PUBLIC_URL: publicUrl,
    CLOCK_FILE: clockFile,
    RATE_LIMIT_LINKS_PER_HOUR: "100000",
    ...emulatedVendors(emulators.url, await wixPublicKey(emulators.url)),
  };
  // The test's own process is one more that runs the product's core; that reads its environment once.
  Object.assign(process.env, env);

  const member = (column: Column) => {
    const id = column === "wix-advanced" ? "wix" : column;
    const found = world.members.find(({ emulator }) => emulator.id === id);
    if (found === undefined) throw new Error(`There is no emulated ${id}.`);
    return found;
  };

  function reset() {
    world.reset(true);
    world.setAppUrl(publicUrl);
    delivered.length = 0;
    for (const { id, vendor, person, account } of Object.values(flows) as Flow[]) {
      const { settings } = member(id as Column).vendor;
      if (vendor === "wix" && id !== "wix") continue;
      Object.assign(settings, { autoAnswer: "allow", autoPerson: person, autoAccount: account.id });
    }
    // Budgets per minute have tests of their own; here minutes do not pass.
    for (const column of ["wistia", "wix"] as const)
      Object.assign(member(column).vendor.settings, { rateLimit: 1e9 });
    Object.assign(member("api-video").vendor.settings, { productionReads: 1e9, sandboxReads: 1e9 });
  }
  reset();

  /** Leaves for the vendor, who agrees; the query that comes back with the browser. */
  async function answer(leaving: string): Promise<string> {
    let at = new URL(leaving);
    for (let hop = 0; hop < 5; hop += 1) {
      const { headers } = await fetch(at, { redirect: "manual", headers: { accept: "text/html" } });
      at = new URL(headers.get("location") ?? "", at);
      if (at.origin === publicUrl) return at.search.slice(1);
    }
    throw new Error(`The vendor never sent anybody back; it ended at ${at}.`);
  }

  const tokenPath = (column: Column) => (column === "api-video" ? apiVideo : flows[column]).tokenPath;

  type Grants = { grants: { revoked: boolean; refreshToken: string | null; key?: string; id: string }[] };

  return {
    env,
    url: emulators.url,
    world,
    reset,
    answer,
    advance: (ms: number) => world.moveClock(world.clock.offsetMs() + ms),
    settings: (column: Column) => member(column).vendor.settings as Record<string, unknown>,
    /** Plays a fault; see emulators/README.md. */
    fault: (input: Record<string, unknown>) => world.faults.add(input),
    /** Requests for tokens since the last reset or `forget`. */
    tokenCalls: (column: Column) =>
      world.requests
        .list(member(column).emulator.id)
        .filter(({ method, path }) => method === "POST" && tokenPath(column).test(path)),
    /** All that Patchbay itself has asked. */
    calls: () => world.requests.list().filter(({ headers }) => headers["user-agent"] === "Patchbay"),
    forget: () => world.requests.clear(),
    /** A control action, as of the control page. */
    act: (column: Column, action: string, input: Record<string, string> = {}) =>
      member(column).emulator.actions[action]?.run(member(column).vendor, input),
    /** Bodies of webhooks that the vendor has sent. */
    delivered,
    /** Refresh tokens that the vendor still honours. */
    honoured(column: Column): string[] {
      const { emulator, vendor } = member(column);
      const { grants } = emulator.truth(vendor) as Grants;
      return grants.flatMap(({ revoked, refreshToken }) =>
        revoked || refreshToken === null ? [] : [refreshToken],
      );
    },
    grants: (column: Column) => (member(column).emulator.truth(member(column).vendor) as Grants).grants,
    /** What the vendor itself says to this Authorization value. */
    async accepts(column: Column, authorization: string): Promise<boolean> {
      const probe = column === "api-video" ? apiVideo.probe.production : flows[column].probe;
      const { status } = await fetch(`${emulators.url}/${probe}`, { headers: { authorization } });
      return status === 200;
    },
    async close() {
      app.close();
      app.closeAllConnections();
      await emulators.close();
    },
  };
}

/** Where the vendor delivers webhooks: they are kept, so that a test says who receives them and when. */
async function listen(delivered: string[]): Promise<Server> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    delivered.push(body);
    response.end();
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return server;
}
