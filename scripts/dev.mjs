/** `npm run dev`: the server with hot reload; with the emulators beside it when no real vendor is set up. */
import "./lib/leave-with-parent.mjs";
import { mkdirSync } from "node:fs";
import { emulatedVendors, wixPublicKey } from "./lib/demo-settings.mjs";
import { nextFreePort } from "./lib/ports.mjs";
import { inRoot } from "./lib/root.mjs";
import { Trouble } from "./lib/say.mjs";
import { together } from "./lib/together.mjs";

const { env } = process;
const programs = together();

try {
  const vendors = hasVendors() ? {} : await emulated();
  // Its own file, so that trying things out never touches what `npm start` keeps.
  const ours = { NODE_ENV: "development", SIGNUP: "open", DATABASE_URL: "file:./data/dev/patchbay.db" };
  await programs.start(
    "server",
    ["server.ts", "--dev"],
    { ...ours, ...env, ...vendors },
    /^Patchbay ready at (\S+)/,
  );
  console.log(
    `\n  Patchbay (development) is ready: ${env.PUBLIC_URL ?? `http://localhost:${env.PORT ?? 3000}`}`,
  );
  if (vendors.EMULATOR_URL) console.log(`  Emulated vendors: ${vendors.EMULATOR_URL}/_control\n`);
} catch (error) {
  await programs.stop(error instanceof Trouble ? error.message : error.stack, 1);
}

function hasVendors() {
  return (
    Boolean(env.EMULATOR_URL) || Object.keys(env).some((name) => name.endsWith("_CLIENT_ID") && env[name])
  );
}

async function emulated() {
  mkdirSync(inRoot("data", "dev"), { recursive: true });
  const clockFile = inRoot("data", "dev", "clock");
  const settings = {
    ...env,
    EMULATOR_PORT: String(await nextFreePort(4010)),
    EMULATOR_CLOCK_FILE: clockFile,
    EMULATOR_APP_URL: env.PUBLIC_URL ?? `http://localhost:${env.PORT ?? 3000}`,
  };
  const url = await programs.start(
    "emulators",
    ["emulators/server.ts"],
    settings,
    /^Emulators ready at (\S+)/,
  );
  return { ...emulatedVendors(url, await wixPublicKey(url)), CLOCK_FILE: clockFile };
}
