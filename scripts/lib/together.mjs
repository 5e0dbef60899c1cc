import { spawn } from "node:child_process";
import { root } from "./root.mjs";
import { Trouble } from "./say.mjs";

const leaveWithParent = new URL("./leave-with-parent.mjs", import.meta.url).href;
const patienceMs = 16_000;

/**
 * Programs that live and die together: Ctrl-C stops all of them in reverse order, and when one ends by itself
 * the others are stopped too. Their output passes through, except the line that says they are ready.
 */
export function together({ shown = () => true } = {}) {
  const running = [];
  let ending;

  /** Starts one and answers with the address it is ready at. */
  function start(name, args, env, ready) {
    const command = ["--import", leaveWithParent, ...args];
    const child = spawn(process.execPath, command, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    const exited = new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
    running.push({ name, child, exited });
    return new Promise((resolve, reject) => {
      onLines(child.stdout, (line) => {
        const address = ready.exec(line)?.[1];
        if (address) resolve(address);
        else if (shown(line)) process.stdout.write(`${line}\n`);
      });
      onLines(child.stderr, (line) => process.stderr.write(`${line}\n`));
      exited.then(({ code, signal }) => {
        const sentence = `The ${name} stopped by itself (${signal ?? `code ${code}`}), so everything is stopped.`;
        reject(new Trouble(sentence));
        if (!ending) void stop(sentence, 1);
      });
    });
  }

  function stop(sentence, code) {
    ending ??= (async () => {
      process.stderr.write(`${sentence}\n`);
      for (const { child, exited } of running.toReversed()) {
        child.kill("SIGTERM");
        const late = setTimeout(() => child.kill("SIGKILL"), patienceMs);
        await exited;
        clearTimeout(late);
      }
      process.exit(code);
    })();
    return ending;
  }

  // Pressed in a terminal below npm, Ctrl-C arrives twice; the second one changes nothing.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop("\nStopping …", 0));
  return { start, stop };
}

function onLines(stream, take) {
  let rest = "";
  stream.setEncoding("utf8").on("data", (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    lines.forEach(take);
  });
  stream.on("end", () => rest && take(rest));
}
