import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import Provider from "oidc-provider";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoAdmin, demoSettings } from "../../scripts/lib/demo-settings.mjs";
import { freePort } from "../../scripts/lib/ports.mjs";
import { root } from "../../scripts/lib/root.mjs";
import { temporaryFolder } from "../rig/folder.ts";
import { person } from "../rig/person.ts";
import { bareEnvironment, type Env, type Program, startProgram } from "../rig/program.ts";

/**
 * A fifth vendor, added as docs/add-a-vendor.md says and in no other way: to a copy of the project, which is
 * then checked, built, started and walked through against an authorization server that none of us wrote.
 */

const execute = promisify(execFile);
const HOST = "id.acme.example";
const guide = readFileSync(join(root, "docs/add-a-vendor.md"), "utf8");
const [file = "", line = ""] = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);

let vendor: Server;
let issued: { refreshed: number; revoked: number };
let app: Program;
let copy: ReturnType<typeof temporaryFolder>;
let url: string;
let key: string;

beforeAll(async () => {
  copy = temporaryFolder();
  const project = join(copy.path, "project");
  await copyProject(project);
  writeFileSync(join(project, "lib/providers/acme.ts"), file);
  const registry = join(project, "lib/providers/registry.ts");
  writeFileSync(registry, readFileSync(registry, "utf8") + line);

  const port = await freePort();
  url = `http://localhost:${port}`;
  issued = { refreshed: 0, revoked: 0 };
  vendor = await authorizationServer(`${url}/link/acme/callback`);
  const env: Env = {
    ...bareEnvironment(),
    ...demoSettings({
      port,
      databaseUrl: `file:${join(copy.path, "patchbay.db")}`,
      clockFile: join(copy.path, "clock"),
    }),
    EMULATOR_URL: `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`,
    SWEEP_EVERY_SECONDS: "0",
    ACME_CLIENT_ID: "patchbay",
    ACME_CLIENT_SECRET: "a secret between the two of them",
  };
  const run = async (...args: string[]) => {
    const { stdout } = await execute(process.execPath, args, { cwd: project, env: env as NodeJS.ProcessEnv });
    return stdout.trim();
  };
  await run("node_modules/next/dist/bin/next", "build");
  await run("node_modules/typescript/bin/tsc", "--noEmit");
  key = await run("scripts/patchbay.ts", "api-key", "create", "--name", "fifth vendor");
  app = startProgram(["server.ts"], env, project);
  await app.says(/^Patchbay ready at /m, 45_000);
});

afterAll(async () => {
  await app?.kill();
  vendor?.closeAllConnections();
  vendor?.close();
  copy?.remove();
});

/** What is in the project, without what was made from it; node_modules as links, since a build wants them inside. */
async function copyProject(to: string) {
  mkdirSync(to, { recursive: true });
  const made = [".git", ".next", "node_modules", "data", "results"];
  for (const name of readdirSync(root))
    if (!made.includes(name)) cpSync(join(root, name), join(to, name), { recursive: true });
  await execute("cp", ["-al", join(root, "node_modules"), join(to, "node_modules")]);
  // What the bundler remembers of the files that stayed the same; what follows from the new one it builds anew.
  const remembered = join(root, ".next/cache");
  if (existsSync(remembered)) cpSync(remembered, join(to, ".next/cache"), { recursive: true });
}

/** Certified, strict, and reached at `EMULATOR_URL/HOST`. */
async function authorizationServer(redirectUri: string): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const provider = new Provider(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${HOST}`, {
    clients: [
      {
        client_id: "patchbay",
        client_secret: "a secret between the two of them",
        token_endpoint_auth_method: "client_secret_post",
        grant_types: ["authorization_code", "refresh_token"],
        redirect_uris: [redirectUri],
      },
    ],
    claims: { openid: ["sub"], profile: ["name"] },
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, name: `Acme of ${id}` }),
    }),
    features: { devInteractions: { enabled: true }, revocation: { enabled: true } },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    cookies: { keys: ["for this test"] },
    ttl: Object.fromEntries(
      ["Interaction", "Session", "Grant", "AccessToken", "IdToken", "RefreshToken"].map((name) => [
        name,
        3_600,
      ]),
    ),
  });
  const answer = provider.callback();
  server.on("request", (request, response) => {
    const path = request.url ?? "";
    if (!path.startsWith(`/${HOST}/`)) return response.writeHead(404).end();
    if (path === `/${HOST}/token/revocation`) issued.revoked += 1;
    if (path === `/${HOST}/token`) issued.refreshed += 1;
    // As a framework's mount would have it.
    Object.assign(request, { originalUrl: path, url: path.slice(HOST.length + 1) });
    return answer(request, response);
  });
  return server;
}

const api = async (path: string) => {
  const answer = await fetch(`${url}/api/v1/${path}`, { headers: { authorization: `Bearer ${key}` } });
  return { status: answer.status, body: await answer.json() };
};

test("the guide's file and line are all it takes to link, read, renew, test, call and disconnect", async () => {
  const who = person({ url });
  await who.signIn(demoAdmin.email, demoAdmin.password);
  await who.click("Connect Acme");
  expect(who.text()).toContain("Stay connected while you are away");
  await who.submit("Continue to Acme");
  await who.submit("Sign-in", { login: "ada", password: "anything" });
  if (who.buttons().includes("Continue")) await who.submit("Continue");
  expect(who.path()).toMatch(/^\/connections\/[0-9a-f-]{36}$/);
  expect(who.text()).toContain("Acme of ada");
  const id = who.path().split("/").at(-1);

  const first = await api(`connections/${id}/token`);
  expect(first).toMatchObject({ status: 200, body: { scopes: expect.arrayContaining(["profile"]) } });
  const me = await fetch(`http://127.0.0.1:${(vendor.address() as AddressInfo).port}/${HOST}/me`, {
    headers: { authorization: first.body.authorization },
  });
  expect(await me.json()).toMatchObject({ sub: "ada" });

  await who.submit("Refresh now");
  const second = await api(`connections/${id}/token`);
  expect(second.body.accessToken).not.toBe(first.body.accessToken);
  expect(issued.refreshed).toBe(2);

  await who.submit("Test now");
  expect(who.text()).toContain("it works");

  await who.get(`/connections/${id}/disconnect`);
  await who.submit("Disconnect");
  expect(who.text()).toContain("Revoked");
  expect(issued.revoked).toBe(1);
  expect((await api(`connections/${id}/token`)).status).toBe(409);
});

test("declining at the vendor is told in words, and nothing is linked", async () => {
  const who = person({ url });
  await who.signIn(demoAdmin.email, demoAdmin.password);
  await who.click("Connect Acme");
  await who.submit("Continue to Acme");
  await who.click("[ Cancel ]");
  expect(who.path()).toBe("/connections");
  expect(who.text()).toContain("declined");
});
