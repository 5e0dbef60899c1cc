import { type MessageType, messageTypes } from "./types.ts";

/** How an endpoint's form is named: one box for each type; none ticked means all of them. */

export const boxOf = (type: MessageType) => `type ${type}`;

export function typesOf(form: Record<string, string | undefined>): MessageType[] | null {
  const ticked = (Object.keys(messageTypes) as MessageType[]).filter((type) => form[boxOf(type)] === "yes");
  return ticked.length === 0 ? null : ticked;
}
