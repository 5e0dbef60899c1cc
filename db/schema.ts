import type { Kit } from "./columns.ts";
import { administrationTables } from "./schema/administration.ts";
import { connectionsTables } from "./schema/connections.ts";
import { peopleTables } from "./schema/people.ts";
import { platformTables } from "./schema/platform.ts";
import { sealingTables } from "./schema/sealing.ts";
import { vendorsTables } from "./schema/vendors.ts";

export type { ActorKind } from "./schema/administration.ts";
export type { Intent, Receipt } from "./schema/connections.ts";
export type { DeliveryTry, ProxyRule } from "./schema/platform.ts";

/** All tables, once; `define` is called with each engine's kit. */
export function define(kit: Kit) {
  const people = peopleTables(kit);
  return {
    ...people,
    ...connectionsTables(kit, people),
    ...vendorsTables(kit),
    ...platformTables(kit, people),
    ...administrationTables(kit),
    ...sealingTables(kit),
  };
}

export type Schema = ReturnType<typeof define>;
