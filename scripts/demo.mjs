/** `npm run demo`: the whole product on loopback with emulated vendors, its data in data/demo. */
import "./lib/leave-with-parent.mjs";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { demoAdmin, demoSettings, emulatedVendors, wixPublicKey } from "./lib/demo-settings.mjs";
import { leanFlags } from "./lib/lean.mjs";
import { nextFreePort } from "./lib/ports.mjs";
import { inRoot } from "./lib/root.mjs";
import { Trouble } from "./lib/say.mjs";
import { together } from "./lib/together.mjs";

const folder = inRoot("data", "demo");
const wantedPort = Number(process.env.PORT || 3000);
// Next tells about its own configuration; a newcomer need not know.
const programs = together({ shown: (line) => !line.includes("next.config.mjs") });

try {
  await demo();
} catch (error) {
  await programs.stop(error instanceof Trouble ? error.message : error.stack, 1);
}

async function demo() {
  if (process.argv.includes("--reset")) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });

  const port = await nextFreePort(wantedPort);
  if (port !== wantedPort) console.log(`Port ${wantedPort} is taken; using ${port}.`);
  const clockFile = join(folder, "clock");
  const settings = demoSettings({ port, databaseUrl: `file:${join(folder, "patchbay.db")}`, clockFile });

  const emulatorUrl = await startEmulators(settings.PUBLIC_URL, clockFile);
  const vendors = emulatedVendors(emulatorUrl, await wixPublicKey(emulatorUrl));
  const env = { LOG_LEVEL: "warn", ...withoutOwnKeys(process.env), ...settings, ...vendors };
  await programs.start("server", [...leanFlags, "server.ts"], env, /^Patchbay ready at (\S+)/);
  console.log(welcome(settings.PUBLIC_URL, emulatorUrl));
}

async function startEmulators(publicUrl, clockFile) {
  const env = {
    ...process.env,
    EMULATOR_PORT: String(await nextFreePort(4010)),
    EMULATOR_CLOCK_FILE: clockFile,
    EMULATOR_STATE_FILE: join(folder, "vendors"),
    EMULATOR_APP_URL: publicUrl,
  };
  return programs.start("emulators", ["emulators/server.ts"], env, /^Emulators ready at (\S+)/);
}

/** The demo seals with a key of its own; single sign-on and the mail server of the real one do not reach it. */
function withoutOwnKeys(env) {
  const own = [
    "PATCHBAY_KEYS",
    "NEXTAUTH_URL",
    "NEXTAUTH_SECRET",
    "OIDC_ISSUER",
    "TRUST_PROXY",
    "SMTP_URL",
    "MAIL_FROM",
  ];
  return Object.fromEntries(Object.entries(env).filter(([name]) => !own.includes(name)));
}

function welcome(url, emulatorUrl) {
  return `
  Patchbay is ready:   ${url}

  Sign in with         ${demoAdmin.email}
  and the password     ${demoAdmin.password}
  (or create an account of your own on the sign-in page)

  The vendors are emulated on this machine, nothing leaves it:
                       ${emulatorUrl}/_control
  Data is kept in      data/demo   (npm run demo -- --reset starts afresh)

  Ctrl-C stops everything.
`;
}
