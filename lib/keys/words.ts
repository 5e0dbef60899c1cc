import type { KeysView, KeyView } from "./status.ts";

/** What is to be said of a sealing key. Pure. */
export function keySentence(key: KeyView, { file, rotation }: Pick<KeysView, "file" | "rotation">): string {
  const rows = `${key.rows.toLocaleString("en")} ${key.rows === 1 ? "row" : "rows"}`;
  if (key.primary)
    return key.worn
      ? `${key.id} seals what is written and has sealed ${rows}. It has been used very often: change it soon.`
      : `${key.id} seals what is written and has sealed ${rows}.`;
  if (key.rows > 0) return `${key.id} still seals ${rows}: it must stay.`;
  if (rotation !== null && rotation.finishedAt === null)
    return `${key.id} seals nothing any more. Leave it until the rotation is done.`;
  return `${key.id} seals nothing any more: remove it from ${file ?? "PATCHBAY_KEYS"}. Keep it with the backups that were made before.`;
}
