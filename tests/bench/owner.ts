import { randomUUID } from "node:crypto";
import { linkMany } from "../rig/link-many.ts";
import { person } from "../rig/person.ts";
import type { Rig } from "../rig/rig.ts";

const password = "a long enough password";
const HOUR_MS = 3_600_000;

/** Somebody signed in with that many accounts, the last one linked by hand: the vendor knows it too. */
export async function owner(rig: Rig, accounts: number) {
  const email = `${randomUUID()}@example.com`;
  const who = person(rig);
  await who.get("/sign-up");
  await who.submit("Create account", { "Your name": "Maya Okafor", Email: email, Password: password });
  await who.signIn(email, password);
  await rig.emulator.control("POST", "settings/wistia", { autoAnswer: "allow" });
  await who.get("/connections");
  await who.click("Connect Wistia");
  await who.submit("Continue to Wistia");
  const path = who.path();
  if (!/^\/connections\/[0-9a-f-]{36}$/.test(path)) throw new Error(`Linking led to ${who.url()}.`);
  await rig.clock.advance(HOUR_MS);
  await linkMany(rig, email, accounts - 1);
  return {
    /** The page of the account linked by hand. */
    path,
    cookie: who.jar.header(new URL(rig.url), { method: "GET", crossSite: false }),
  };
}
