/** `npm run dev`: the server with hot reload; with the emulators beside it when no real vendor is set up. */
import "./lib/leave-with-parent.mjs";
import { mkdirSync } from "node:fs";
import { demoAdmin, emulatedVendors, wixPublicKey } from "./lib/demo-settings.mjs";
import { nextFreePort } from "./lib/ports.mjs";
import { inRoot } from "./lib/root.mjs";
import { Trouble } from "./lib/say.mjs";
import { together } from "./lib/together.mjs";

const { env } = process;
const programs = together({ shown: (line) => !line.includes("next.config.mjs") });
const publicUrl = env.PUBLIC_URL || `http://localhost:${env.PORT || 3000}`;
const folder = inRoot("data", "dev");

/** Its own database, so that trying things out never touches what `npm start` keeps. */
const defaults = {
  NODE_ENV: "development",
  NEXT_TELEMETRY_DISABLED: "1",
  SIGNUP: "open",
  DATABASE_URL: "file:./data/dev/patchbay.db",
};

try {
  mkdirSync(folder, { recursive: true });
  const vendors = hasVendors() ? {} : await emulated();
  const command = ["server.ts", "--dev"];
  await programs.start("server", command, { ...defaults, ...env, ...vendors }, /^Patchbay ready at (\S+)/);
  console.log(welcome(vendors));
} catch (error) {
  await programs.stop(error instanceof Trouble ? error.message : error.stack, 1);
}

function hasVendors() {
  const set = Object.keys(env).filter((name) => env[name]);
  return set.some((name) => name === "EMULATOR_URL" || /^(?!OIDC_).+_CLIENT_ID$/.test(name));
}

async function emulated() {
  const clockFile = `${folder}/clock`;
  const settings = {
    ...env,
    EMULATOR_PORT: String(await nextFreePort(4010)),
    EMULATOR_CLOCK_FILE: clockFile,
    EMULATOR_STATE_FILE: `${folder}/vendors`,
    EMULATOR_APP_URL: publicUrl,
  };
  const ready = /^Emulators ready at (\S+)/;
  const url = await programs.start("emulators", ["emulators/server.ts"], settings, ready);
  const admin = env.ADMIN_EMAIL ? {} : { ADMIN_EMAIL: demoAdmin.email, ADMIN_PASSWORD: demoAdmin.password };
  return { ...emulatedVendors(url, await wixPublicKey(url)), ...admin, CLOCK_FILE: clockFile };
}

function welcome({ EMULATOR_URL, ADMIN_EMAIL, ADMIN_PASSWORD }) {
  return `
  Patchbay (development) is ready:  ${publicUrl}
${ADMIN_EMAIL ? `  Sign in with ${ADMIN_EMAIL} and ${ADMIN_PASSWORD}\n` : ""}${EMULATOR_URL ? `  Emulated vendors: ${EMULATOR_URL}/_control\n` : ""}`;
}
