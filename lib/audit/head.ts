import "#lib/server-only";
import { auditEnd } from "#db/audit";
import { Failure } from "#lib/errors";
import type { Point } from "./chain.ts";

/** The present head as an operator keeps it elsewhere: "12345 Hk3…". */
export async function auditHead(): Promise<string> {
  const { sequence, hash } = await auditEnd();
  return `${sequence} ${hash}`;
}

/** Reads a head that was kept. */
export function readHead(text: string): Point {
  const [, sequence, hash] = /^\s*(\d{1,15})\s+([\w-]{43})\s*$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined)
    throw new Failure("invalid_input", "a head reads SEQUENCE HASH");
  return { sequence: Number(sequence), hash };
}
