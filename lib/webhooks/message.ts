import "#lib/server-only";
import { insertMessage } from "#db/messages";
import type { Statement } from "#db/store";
import { newId } from "#lib/random";
import type { MessageType } from "./types.ts";

/**
 * The statement that puts a message to the host application among those to be delivered; committed together
 * with what it tells of. `subject` keeps its order: a connection's id, or `vendor:` and its id.
 */
export function message(
  type: MessageType,
  subject: string,
  at: Date,
  data: Record<string, unknown>,
): Statement {
  return insertMessage({
    id: `msg_${newId()}`,
    type,
    subject,
    payload: { type, timestamp: at.toISOString(), data },
    createdAt: at,
    dueAt: at,
  });
}
