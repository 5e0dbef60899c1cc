import type { KeyReach } from "#db/connections";
import type { ProxyRule } from "#db/schema";
import { Failure } from "#lib/errors";
import type { Scope } from "./scopes.ts";

/** An API key that was recognised, as every data function takes it: it sees what its reach says. */
export type KeyActor = KeyReach & {
  keyId: string;
  name: string;
  /** What it may do; null: everything. */
  scopes: readonly string[] | null;
  /** What the proxy lets through; null: everything at the vendor's API hosts. */
  rules: readonly ProxyRule[] | null;
};

export function requireScope(key: KeyActor, scope: Scope): void {
  if (key.scopes !== null && !key.scopes.includes(scope))
    throw new Failure("insufficient_scope", `${key.keyId} lacks ${scope}`);
}
