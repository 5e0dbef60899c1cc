import "#lib/server-only";
import { findUser } from "#db/users";

/** Whoever did something, in words; null: the reader themselves, or Patchbay. */
export type Others = (actorId: string | null) => string | null;

/** Finds words for those who did something to a connection and are not the one who reads of it. */
export async function othersIn(
  events: readonly { actorId: string | null }[],
  { readerId, ownerId }: { readerId: string; ownerId: string },
): Promise<Others> {
  const known = new Map<string | null, string | null>([
    [null, null],
    [ownerId, "its owner"],
    [readerId, null],
  ]);
  for (const { actorId } of events)
    if (actorId !== null && !known.has(actorId))
      known.set(
        actorId,
        (await findUser(actorId)) === null ? "a program with an API key" : "an administrator",
      );
  return (actorId) => known.get(actorId) ?? null;
}
