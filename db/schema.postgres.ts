import { postgresKit } from "./columns.ts";
import { define } from "./schema.ts";

export const {
  users,
  sessions,
  connections,
  revocations,
  incidents,
  inbox,
  installations,
  linkAttempts,
  events,
  mails,
  apiKeys,
  limits,
  sealingKeys,
} = define(postgresKit);
