import "#lib/server-only";
import type { ConnectionRow } from "#db/connections";
import { Lately } from "#lib/lately";
import { remember } from "#lib/redaction";
import { type Keyset, keyset } from "#lib/vault";
import { openAccessToken } from "./credentials.ts";

/**
 * Access tokens that were opened a moment ago, since a back end asks for the same ones again and again and
 * opening is the dearest part of a read (decision record 0017). The row is read each time, and what is known
 * here counts only for the very text that stands in it, in its generation, under the keys of this moment.
 */

const MOST = 4_000;
/** What is not asked for is forgotten after one to two of these. */
const TURN_MS = 60_000;

type Opened = { sealed: string; generation: number; keys: Keyset; token: string };
type Known = { tokens: Lately<Opened>; timer: NodeJS.Timeout };

// On globalThis because Next bundles its own copy of this module.
const holder = globalThis as typeof globalThis & { patchbayOpened?: Known };

function known(): Lately<Opened> {
  if (holder.patchbayOpened === undefined) {
    const tokens = new Lately<Opened>(MOST);
    holder.patchbayOpened = { tokens, timer: setInterval(() => tokens.age(), TURN_MS).unref() };
  }
  return holder.patchbayOpened.tokens;
}

/** What `openAccessToken` answers, by memory where that is the same. */
export function readAccessToken(
  row: Pick<ConnectionRow, "id" | "generation" | "sealedAccessToken">,
): string | null {
  const { id, generation, sealedAccessToken: sealed } = row;
  const keys = keyset();
  const opened = known().get(id);
  if (opened?.sealed === sealed && opened?.generation === generation && opened.keys === keys) {
    remember(opened.token);
    return opened.token;
  }
  const token = openAccessToken(row);
  if (token !== null && sealed !== null) known().set(id, { sealed, generation, keys, token });
  return token;
}
