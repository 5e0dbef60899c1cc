"use client";

import { exact, expiryWords } from "./relative.ts";
import { useNow } from "./use-now.ts";
import { usePlace } from "./use-place.ts";

type Props = { expiresAt: Date | null; renews: boolean; now: Date };

/** Until when, and what happens then. */
export function Expiry({ expiresAt, renews, now }: Props) {
  const current = useNow(now.getTime());
  const place = usePlace();
  const words = expiryWords({ expiresAt: expiresAt?.getTime() ?? null, renews, now: current });
  if (expiresAt === null) return words;
  return (
    <time dateTime={expiresAt.toISOString()} title={exact(expiresAt.getTime(), place)}>
      {words}
    </time>
  );
}
