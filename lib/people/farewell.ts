import { findProvider } from "#lib/providers/index";
import type { Farewell } from "./delete-account.ts";

/** What somebody who has deleted their account is told, on a page that knows them no more. Pure. */

export type FarewellView = {
  disconnected: number;
  vendors: { id: string; sentence: string; removal: { vendor: string; url: string } | null }[];
};

type Query = Record<string, string | string[] | undefined>;

/** Only a number and the vendors' ids travel in the address. */
export function farewellQuery({ disconnected, revoked, pending, byHand }: Farewell): Record<string, string> {
  return {
    done: "account_deleted",
    disconnected: String(disconnected),
    revoked: revoked.join(","),
    pending: pending.join(","),
    byHand: byHand.join(","),
  };
}

/** Null where the address tells of no deleted account. */
export function farewellView(query: Query): FarewellView | null {
  if (query.done !== "account_deleted") return null;
  const number = Number(query.disconnected);
  return {
    disconnected: Number.isInteger(number) && number > 0 ? Math.min(number, 1_000_000) : 0,
    vendors: outcomes.flatMap((outcome) => vendorsIn(query[outcome]).map((vendor) => said(outcome, vendor))),
  };
}

const outcomes = ["byHand", "pending", "revoked"] as const;

type Vendor = { id: string; name: string; removalUrl: string };

function vendorsIn(value: Query[string]): Vendor[] {
  const ids = typeof value === "string" ? value.slice(0, 500).split(",") : [];
  return [...new Set(ids)].flatMap((id) => findProvider(id) ?? []);
}

function said(outcome: (typeof outcomes)[number], { id, name, removalUrl }: Vendor) {
  const removal = { vendor: name, url: removalUrl };
  switch (outcome) {
    case "byHand":
      return {
        id,
        sentence: `${name} could not be told from here. Remove the access there yourself.`,
        removal,
      };
    case "pending":
      return {
        id,
        sentence: `${name} has not answered yet. It is told again for up to a week; to be sure, remove the access there yourself.`,
        removal,
      };
    case "revoked":
      return { id, sentence: `${name} has confirmed that the access is revoked there too.`, removal: null };
  }
}
