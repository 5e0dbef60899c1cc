import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { leanEnvironment } from "../../scripts/lib/lean.mjs";
import { inRoot, root } from "../../scripts/lib/root.mjs";
import { bareEnvironment, type Env } from "../rig/program.ts";
import type { Commands, Told } from "./victim.ts";

/** Processes to be killed (victim.ts), started ahead so that nobody waits for one. */

type Value<K extends keyof Commands> = Awaited<ReturnType<Commands[K]>>;
type Reply<K extends keyof Commands> =
  | { is: "done"; value: Value<K> }
  | { is: "failed"; code: string }
  | { is: "dead" };

export type Child = {
  pid: number;
  /** What came of it; "dead" when the process died over it. */
  call: <K extends keyof Commands>(name: K, ...args: Parameters<Commands[K]>) => Promise<Reply<K>>;
  /** As `call`, for what must succeed. */
  must: <K extends keyof Commands>(name: K, ...args: Parameters<Commands[K]>) => Promise<Value<K>>;
  /** Called for each renewal that a `refreshForever` has acknowledged. */
  onRenewed: (listen: (told: Told) => void) => void;
  /** SIGKILL; answers when the process is gone. */
  kill: () => Promise<void>;
  /** Answers once the process stands still (SIGSTOP). */
  standsStill: () => Promise<void>;
  goOn: () => void;
  isAlive: () => boolean;
  /** What it printed. */
  output: () => string;
};

export type Children = {
  /** The next one, ready to be told what to do. */
  next: () => Promise<Child>;
  /** One of its own, behind another program ("strace …") or with other flags of Node. */
  start: (how?: { behind?: string[]; flags?: string[] }) => Promise<Child>;
  close: () => Promise<void>;
};

/** `spare`: how many wait started. */
export async function openChildren(env: Env, { spare = 2 } = {}): Promise<Children> {
  const program = await bundle("tests/reliability/victim.ts");
  const all = new Set<ChildProcess>();
  const waiting: Promise<Child>[] = [];
  const start: Children["start"] = ({ behind = [], flags = [] } = {}) => {
    const [file = "", ...args] = [...behind, process.execPath, ...flags, program];
    const environment: Env = { ...bareEnvironment(), ...leanEnvironment, ...env };
    const child: ChildProcess = spawn(file, args, {
      cwd: root,
      env: environment as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    all.add(child);
    child.once("exit", () => all.delete(child));
    return ready(child);
  };
  const prepare = () => {
    while (waiting.length < spare) waiting.push(start());
  };
  prepare();
  return {
    next() {
      const child = waiting.shift() ?? start();
      prepare();
      return child;
    },
    start,
    async close() {
      spare = 0;
      await Promise.allSettled(waiting);
      for (const child of all) child.kill("SIGKILL");
    },
  };
}

async function ready(child: ChildProcess): Promise<Child> {
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const pid = await new Promise<number>((resolve, reject) => {
    child.once("message", ({ ready: pid }: { ready: number }) => resolve(pid));
    child.once("error", reject);
    ended.then(() => reject(new Error(`A child never got ready:\n${output}`)));
  });
  let calls = 0;
  const pending = new Map<number, (reply: Reply<never>) => void>();
  const listeners: ((told: Told) => void)[] = [];
  child.on("message", (message: { call?: number; value?: never; failure?: string; renewed?: Told }) => {
    if (message.renewed !== undefined) for (const listen of listeners) listen(message.renewed);
    if (message.call === undefined) return;
    const answer = pending.get(message.call);
    pending.delete(message.call);
    answer?.(
      message.failure === undefined
        ? { is: "done", value: message.value as never }
        : { is: "failed", code: message.failure },
    );
  });
  ended.then(() => {
    for (const answer of pending.values()) answer({ is: "dead" });
    pending.clear();
  });
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  const call: Child["call"] = (name, ...args) =>
    new Promise((resolve) => {
      if (!isAlive()) return resolve({ is: "dead" });
      calls += 1;
      pending.set(calls, resolve as (reply: Reply<never>) => void);
      child.send({ call: calls, name, args }, () => {});
    });
  return {
    pid,
    call,
    async must<K extends keyof Commands>(name: K, ...args: Parameters<Commands[K]>): Promise<Value<K>> {
      const reply = await call(name, ...args);
      if (reply.is === "done") return reply.value;
      throw new Error(`${name}: ${reply.is === "dead" ? "the process died" : reply.code}\n${output}`);
    },
    onRenewed: (listen) => void listeners.push(listen),
    async kill() {
      // Behind another program the process itself is meant, not that one.
      if (isAlive()) process.kill(pid, "SIGKILL");
      await ended;
    },
    standsStill: () => until(() => stateOf(pid) === "T"),
    goOn: () => void process.kill(pid, "SIGCONT"),
    isAlive,
    output: () => output,
  };
}

/** proc(5): the state is the first field after the name. */
const stateOf = (pid: number) => /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];

/** Looks again until it is so. */
export async function until(isSo: () => boolean | Promise<boolean>, withinMs = 100_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`It never came to this: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** One file instead of hundreds: a process made of it is there seven times sooner. */
async function bundle(entry: string): Promise<string> {
  // The bundler is what vitest and drizzle-kit build with; it is no dependency of ours.
  const from = createRequire(createRequire(import.meta.url).resolve("drizzle-kit"));
  const { build } = from("esbuild");
  const { outputFiles } = await build({
    entryPoints: [inRoot(entry)],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    external: ["better-sqlite3", "pg-native"],
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
  const text: Uint8Array = outputFiles[0].contents;
  const folder = inRoot("node_modules", ".cache", "reliability");
  mkdirSync(folder, { recursive: true });
  // Named by what is in it: test files that run at once share it, and Node keeps its compiled code.
  const file = join(folder, `${createHash("sha256").update(text).digest("hex").slice(0, 16)}.mjs`);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
  return file;
}
