import { demoApplications } from "../../emulators/seed.ts";

/** What the server must be told so that it knows the emulated vendors, and nothing of the real ones. */
export function emulatedVendors(emulatorUrl, wixPublicKey) {
  const applications = Object.entries(demoApplications).flatMap(([id, { id: clientId, secret }]) => {
    const name = id.toUpperCase().replaceAll("-", "_");
    return [
      [`${name}_CLIENT_ID`, clientId],
      [`${name}_CLIENT_SECRET`, secret],
    ];
  });
  const keys = { WIX_PUBLIC_KEY: wixPublicKey, WIX_ADVANCED_PUBLIC_KEY: wixPublicKey };
  return { EMULATOR_URL: emulatorUrl, ...keys, ...Object.fromEntries(applications) };
}

export async function wixPublicKey(emulatorUrl) {
  const answer = await fetch(`${emulatorUrl}/_control/wix/public-key`);
  if (!answer.ok) throw new Error(`The emulators gave no Wix public key (${answer.status}).`);
  return answer.text();
}

export const demoAdmin = { email: "admin@example.com", password: "patch-the-bay" };

/** The environment of the demo and of the tests: everything on loopback, in one folder. */
export const demoSettings = ({ port, databaseUrl, clockFile }) => ({
  NODE_ENV: "production",
  PORT: String(port),
  HOST: "127.0.0.1",
  PUBLIC_URL: `http://localhost:${port}`,
  DATABASE_URL: databaseUrl,
  CLOCK_FILE: clockFile,
  ADMIN_EMAIL: demoAdmin.email,
  ADMIN_PASSWORD: demoAdmin.password,
  SIGNUP: "open",
  NEXT_TELEMETRY_DISABLED: "1",
  // Next would otherwise read .env of the checkout, which belongs to the real server.
  __NEXT_PROCESSED_ENV: "true",
});
