import { postgresKit } from "./columns.ts";
import { define } from "./schema.ts";

export const { users, sessions, connections, linkAttempts, events, apiKeys, limits, sealingKeys } =
  define(postgresKit);
