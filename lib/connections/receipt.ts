import type { ConnectionRow } from "#db/connections";
import type { Receipt } from "#db/schema";
import type { Provider } from "#lib/providers/types";
import type { ReceiptView } from "./view.ts";

/** What a disconnect did, in words that claim nothing the vendor did not confirm. Pure. */

const sentences: Record<Receipt["revocation"], (vendor: string) => string> = {
  done: (vendor) => `${vendor} has been told and confirmed it: the access is revoked there too.`,
  removed: (vendor) => `${vendor} told us that the access was removed there.`,
  refused: (vendor) => `${vendor} was told but refused. Remove the access there yourself.`,
  unreachable: (vendor) =>
    `${vendor} did not answer for a week, so we stopped telling it. Remove the access there yourself.`,
  pending: (vendor) =>
    `${vendor} has not answered yet. We go on telling it for a week. Remove the access there yourself to be sure.`,
  nothing_held: (vendor) =>
    `${vendor} had refused this link before, so there was nothing left to revoke it with. Remove the access there yourself to be sure.`,
  not_offered: (vendor) =>
    `${vendor} offers no way for us to revoke it. Remove the access there yourself; a token already given out may work until it ends.`,
};

export function receiptView(
  row: Pick<ConnectionRow, "receipt" | "accountName">,
  provider: Pick<Provider, "name" | "removalUrl">,
): ReceiptView | null {
  if (row.receipt === null) return null;
  const { erasedAt, revocation } = row.receipt;
  return {
    account: row.accountName,
    vendor: provider.name,
    erasedAt: new Date(erasedAt),
    revocation,
    sentence: sentences[revocation](provider.name),
    removalUrl: provider.removalUrl,
  };
}
