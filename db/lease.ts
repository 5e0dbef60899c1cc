import { type AnyColumn, eq, isNull, lt, or, type SQL } from "drizzle-orm";
import { store } from "./store.ts";

/**
 * When a lease may be taken: nobody has it; it has ended by the engine's clock; or its owner, named here,
 * is known to be gone.
 */
export type Takeable = "free" | "ended" | { owner: string };

type Leased = { leaseOwner: AnyColumn; leaseUntil: AnyColumn };

export function isTakeable({ leaseOwner, leaseUntil }: Leased, takeable: Takeable): SQL | undefined {
  if (takeable === "free") return isNull(leaseOwner);
  if (takeable === "ended") return or(isNull(leaseOwner), lt(leaseUntil, store().clock.now));
  return eq(leaseOwner, takeable.owner);
}
