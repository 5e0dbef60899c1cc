import type { ConnectionRow } from "./connections.ts";

/** Longer names are found by their beginning; an index entry must fit its page. */
const LONGEST = 400;

type Named = Pick<ConnectionRow, "id" | "accountId" | "accountName"> & { label?: string | null | undefined };

/** What a connection is found by. Small letters of every alphabet, which engines do not agree on. */
export function foundBy({ id, label, accountName, accountId }: Named): string {
  const names = [label, accountName, accountId].filter(Boolean).join(" ").toLowerCase();
  return `${[...names].slice(0, LONGEST).join("")} ${id}`;
}
