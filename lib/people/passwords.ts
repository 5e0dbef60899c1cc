import "#lib/server-only";
import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

/** argon2id (RFC 9106) with OWASP's parameters, in the usual `$argon2id$…` text form. */

const hashOf = promisify<"argon2id", Argon2Parameters, Buffer>(argon2);
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;

export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 200;

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, { m: MEMORY_KIB, t: PASSES, p: LANES });
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${encode(salt)}$${encode(hash)}`;
}

const HASH =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]{20,})$/;

/** Whether a password belongs to a stored hash; no hash, or a damaged one, costs the same and is never right. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const own = HASH.exec(stored ?? "");
  const [, m, t, p, salt = "", hash = ""] = own ?? HASH.exec(await nobodys()) ?? [];
  const expected = Buffer.from(hash, "base64");
  const costs = { m: Number(m), t: Number(t), p: Number(p) };
  const given = await derive(password, Buffer.from(salt, "base64"), costs);
  return given.length === expected.length && timingSafeEqual(given, expected) && own !== null;
}

let dummy: Promise<string> | undefined;

/** Somebody unknown is checked against a hash as well, so that time does not tell who has an account. */
function nobodys(): Promise<string> {
  dummy ??= hashPassword(randomBytes(16).toString("hex"));
  return dummy;
}

function derive(
  password: string,
  nonce: Buffer,
  costs: { m: number; t: number; p: number },
): Promise<Buffer> {
  return hashOf("argon2id", {
    message: Buffer.from(password.normalize("NFKC")),
    nonce,
    memory: costs.m,
    passes: costs.t,
    parallelism: costs.p,
    tagLength: 32,
  });
}

const encode = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
