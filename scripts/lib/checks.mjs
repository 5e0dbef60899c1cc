import { capture } from "./run.mjs";
import { tools } from "./tools.mjs";

const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", __NEXT_PROCESSED_ENV: "true" };

/** What reads the code without running it. Each answers with its complaints, or nothing. */
export const checks = [
  {
    name: "types",
    commands: [
      [tools.next, "typegen"],
      [tools.tsc, "--noEmit"],
    ],
  },
  { name: "lint and format", commands: [[tools.biome, "check", "--error-on-warnings", "."]] },
  { name: "unused code", commands: [[tools.knip, "--no-progress"]] },
];

export async function runCheck({ commands }) {
  for (const args of commands) {
    const { code, output } = await capture(process.execPath, args, { env });
    if (code !== 0) return output.trim() || `ended with code ${code}`;
  }
  return "";
}
