import { runProgram } from "./program.ts";
import type { Rig } from "./rig.ts";

/** Links that many accounts for a person without asking any vendor: see `seed.ts`. Their tokens are made up. */
export async function linkMany(rig: Rig, email: string, count: number): Promise<void> {
  const args = ["tests/rig/seed.ts", email, String(count)];
  const { code, stderr } = await runProgram(args, rig.environment());
  if (code !== 0) throw new Error(`Seeding ended with code ${code}: ${stderr}`);
}
