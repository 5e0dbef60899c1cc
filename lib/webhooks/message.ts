import "#lib/server-only";
import { insertMessage } from "#db/messages";
import type { Statement } from "#db/store";
import { newId } from "#lib/random";
import type { MessageType, TEST_TYPE } from "./types.ts";
import { wake } from "./wake.ts";

/**
 * The statement that puts a message to the host application among those to be delivered; committed together
 * with what it tells of, and delivered by this process as soon as it is. `subject` keeps its order: a
 * connection's id, or `vendor:` and its id.
 */
export function message(
  type: MessageType,
  subject: string,
  at: Date,
  data: Record<string, unknown>,
): Statement {
  return Object.assign(insertMessage({ ...written(type, subject, at, data), dueAt: at }), {
    committed: wake,
  });
}

/** A message as it is kept: what is delivered is its payload (Standard Webhooks: type, timestamp, data). */
export function written(
  type: MessageType | typeof TEST_TYPE,
  subject: string,
  at: Date,
  data: Record<string, unknown>,
) {
  return {
    id: `msg_${newId()}`,
    type,
    subject,
    payload: { type, timestamp: at.toISOString(), data },
    createdAt: at,
  };
}
