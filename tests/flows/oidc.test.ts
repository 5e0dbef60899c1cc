import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Person, person } from "../rig/person.ts";
import { admin, type Rig, startRig } from "../rig/rig.ts";
import { password, somebody } from "./fixtures.ts";

/** Sign-in through an OpenID Connect issuer that none of us wrote, over loopback http. */

const people: Record<string, { email: string; email_verified: boolean; name: string }> = {
  ida: { email: "ida@example.org", email_verified: true, name: "Ida Identified" },
  uma: { email: "uma@example.org", email_verified: false, name: "Uma Unverified" },
  sid: { email: "sid@example.org", email_verified: true, name: "Sid Stranger" },
  dan: { email: "dan@example.org", email_verified: true, name: "Dan Disabled" },
};

let issuer: Server;
let rig: Rig;

beforeAll(async () => {
  issuer = createServer();
  await new Promise<void>((resolve) => issuer.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
  rig = await startRig({
    env: {
      OIDC_ISSUER: address,
      OIDC_CLIENT_ID: "patchbay",
      OIDC_CLIENT_SECRET: "a secret between the two of them",
      OIDC_NAME: "Example ID",
    },
  });
  const provider = new Provider(address, {
    clients: [
      {
        client_id: "patchbay",
        client_secret: "a secret between the two of them",
        redirect_uris: [`${rig.url}/api/auth/callback/oidc`],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    cookies: { keys: ["for this test"] },
    ttl: Object.fromEntries(
      ["Interaction", "Session", "Grant", "AccessToken", "IdToken"].map((name) => [name, 600]),
    ),
  });
  issuer.on("request", provider.callback());
});

afterAll(async () => {
  await rig?.stop();
  issuer.closeAllConnections();
  issuer.close();
});

/** Through the issuer's own login and consent pages. */
async function signInAs(name: string, visitor: Person = person(rig)) {
  await visitor.get("/sign-in");
  await visitor.submit("Sign in with Example ID");
  const left = visitor.trail().find(({ url }) => url.pathname === "/auth");
  await visitor.submit("Sign-in", { login: name, password: "anything" });
  if (visitor.buttons().includes("Continue")) await visitor.submit("Continue");
  return { visitor, asked: left?.url.searchParams ?? new URLSearchParams() };
}

const users = (email: string) => rig.query(`SELECT * FROM users WHERE email = '${email}'`);

test("a person is made at the first sign-in and found again at the next", async () => {
  const { visitor, asked } = await signInAs("ida");
  expect(visitor.path()).toBe("/connections");
  await visitor.get("/account");
  expect(visitor.text()).toContain("Ida Identified");
  expect(Object.fromEntries(asked)).toMatchObject({
    response_type: "code",
    code_challenge_method: "S256",
    redirect_uri: `${rig.url}/api/auth/callback/oidc`,
  });
  for (const name of ["state", "nonce", "code_challenge"])
    expect(asked.get(name)?.length).toBeGreaterThanOrEqual(20);
  expect((await signInAs("ida")).visitor.path()).toBe("/connections");
  expect(await users("ida@example.org")).toMatchObject([{ role: "user", password_hash: null }]);
  expect(rig.logs()).not.toContain("a secret between the two of them");
});

test("an email that the issuer has not verified makes nobody", async () => {
  const { visitor } = await signInAs("uma");
  expect(visitor.path()).toBe("/sign-in");
  expect(visitor.text()).toContain("Your account may not do this");
  expect(await users("uma@example.org")).toEqual([]);
});

test("an account with a password is not taken over by an issuer that claims its email", async () => {
  const owner = await somebody(rig);
  people.ann = { email: owner.email, email_verified: true, name: "Ann Else" };
  const { visitor } = await signInAs("ann");
  expect(visitor.path()).toBe("/sign-in");
  expect(await users(owner.email)).toMatchObject([{ subject: null, name: "Sam Example" }]);
  const again = person(rig);
  await again.signIn(owner.email, password);
  expect(again.path()).toBe("/connections");
});

test("a person who was disabled does not come back through the issuer", async () => {
  expect((await signInAs("dan")).visitor.path()).toBe("/connections");
  await rig.cli("user", "disable", "--email", "dan@example.org");
  expect((await signInAs("dan")).visitor.path()).toBe("/sign-in");
});

test("saying no at the issuer leads back to the sign-in page", async () => {
  const visitor = person(rig);
  await visitor.get("/sign-in");
  await visitor.submit("Sign in with Example ID");
  await visitor.click("[ Cancel ]");
  expect(visitor.path()).toBe("/sign-in");
  expect(visitor.text()).toContain("Example ID did not sign you in");
  expect(visitor.html()).not.toContain("End-User aborted");
});

describe("an answer of the issuer", () => {
  /** The answer to somebody's sign-in, before it is delivered. */
  async function answer() {
    const visitor = person(rig);
    const { asked } = await signInAs("ida", visitor);
    expect(asked.get("state")).toBeTruthy();
    const url = visitor.trail().find(({ url: at }) => at.pathname === "/api/auth/callback/oidc")?.url;
    return { visitor, url: url ?? new URL(rig.url) };
  }

  test("signs nobody in who did not begin it", async () => {
    const { url } = await answer();
    const victim = person(rig);
    await victim.get("/sign-in");
    const { headers } = await victim.ask(url.pathname + url.search);
    expect(headers.location).toMatch(/\/(sign-in|api\/auth\/error)\?error=/);
    expect(headers["set-cookie"] ?? "").not.toContain("patchbay-session=");
  });

  test("that refuses is not told as a fault of ours", async () => {
    const visitor = person(rig);
    await visitor.get("/sign-in");
    await visitor.get("/api/auth/callback/oidc?error=access_denied&state=any");
    expect(visitor.path()).toMatch(/^\/sign-in\b/);
    expect(visitor.text()).toContain("did not sign you in. Nothing was changed; try again");
    expect(visitor.text()).not.toContain("our side");
  });

  test("signs in once", async () => {
    const { visitor, url } = await answer();
    const { headers } = await visitor.ask(url.pathname + url.search);
    expect(headers.location).toMatch(/\/(sign-in|api\/auth\/error)\?error=/);
  });
});

test("where sign-up is closed, those who are known come in and strangers do not", async () => {
  await rig.restart({ SIGNUP: "closed" });
  expect((await signInAs("ida")).visitor.path()).toBe("/connections");
  const { visitor } = await signInAs("sid");
  expect(visitor.path()).toBe("/sign-in");
  expect(await users("sid@example.org")).toEqual([]);
});

test("an issuer that is away is no reason that passwords stop working", async () => {
  issuer.closeAllConnections();
  await new Promise((resolve) => issuer.close(resolve));
  const visitor = person(rig);
  await visitor.get("/sign-in");
  await visitor.submit("Sign in with Example ID");
  expect(visitor.path()).toBe("/sign-in");
  expect(visitor.text()).toContain("Example ID did not answer");
  await visitor.submit("Sign in", { Email: admin.email, Password: admin.password });
  expect(visitor.path()).toBe("/connections");
});
