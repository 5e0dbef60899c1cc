import type { Schema } from "./schema.ts";
import { type Statement, store } from "./store.ts";

export type MessageRow = Schema["messages"]["$inferSelect"];
export type NewMessage = Schema["messages"]["$inferInsert"];

export const insertMessage =
  (row: NewMessage): Statement =>
  (db) =>
    db.insert(store().messages).values(row).returning({ position: store().messages.position });
