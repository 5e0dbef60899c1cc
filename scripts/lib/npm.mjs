import { existsSync } from "node:fs";
import { basename } from "node:path";

/** The npm that started us, run by the Node we want; else whatever `npm` is on PATH. */
export function npm(args, node = process.execPath) {
  const launcher = process.env.npm_execpath;
  if (launcher && basename(launcher) === "npm-cli.js" && existsSync(launcher)) {
    return [node, [launcher, ...args]];
  }
  return ["npm", args];
}
