"use client";

import { exact, expiryWords } from "./relative.ts";
import { useNow } from "./use-now.ts";
import { usePlace } from "./use-place.ts";

type Props = {
  expiresAt: Date | null;
  /** When a new token is fetched by itself; null: nothing renews it. */
  renewsAt: Date | null;
  now: Date;
};

/** Until when, and what happens then; the instants themselves on hover. */
export function Expiry({ expiresAt, renewsAt, now }: Props) {
  const current = useNow(now.getTime());
  const place = usePlace();
  const token = { expiresAt: expiresAt?.getTime() ?? null, renewsAt: renewsAt?.getTime() ?? null };
  const words = expiryWords(token, current);
  if (token.expiresAt === null) return words;
  const ends = `This token ends ${exact(token.expiresAt, place)}`;
  const next = token.renewsAt === null ? "" : `Renewal: ${exact(token.renewsAt, place)}. `;
  return (
    <time dateTime={new Date(token.renewsAt ?? token.expiresAt).toISOString()} title={`${next}${ends}`}>
      {words}
    </time>
  );
}
