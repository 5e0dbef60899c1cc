import { describe, expect, test } from "vitest";
import { receiptView } from "#lib/connections/receipt";
import type { ReceiptView } from "#lib/connections/view";
import { now } from "../answers.ts";
import { machineWords, row } from "./row.ts";

const provider = { name: "Acme", removalUrl: "https://acme.example/apps" };
const seen = (revocation: ReceiptView["revocation"]) =>
  receiptView(row({ status: "revoked", receipt: { erasedAt: now.toISOString(), revocation } }), provider);

/** What may be claimed of each outcome, and no more. */
const claims = {
  done: /confirmed/,
  refused: /told but refused/,
  unreachable: /did not answer/,
  pending: /has not answered yet/,
  nothing_held: /nothing left to revoke/,
  not_offered: /offers no way/,
  removed: /Acme/,
} satisfies Record<ReceiptView["revocation"], RegExp>;
const outcomes = Object.keys(claims) as ReceiptView["revocation"][];

test("a connection that was never disconnected has none", () => {
  expect(receiptView(row(), provider)).toBeNull();
});

describe.each(outcomes)("a revocation that is %s", (outcome) => {
  test("names the account, the vendor, the moment and the way to remove it there", () => {
    expect(seen(outcome)).toMatchObject({
      account: "Acme Ltd",
      vendor: "Acme",
      erasedAt: now,
      revocation: outcome,
      removalUrl: provider.removalUrl,
    });
  });

  test("is said in whole sentences without codes", () => {
    const sentence = seen(outcome)?.sentence ?? "";
    expect(sentence).toMatch(claims[outcome]);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(sentence).not.toMatch(machineWords);
  });
});

test("only a confirmed revocation is claimed; all others tell the person to look for themselves", () => {
  for (const outcome of outcomes.filter((name) => name !== "done" && name !== "removed")) {
    expect(seen(outcome)?.sentence).not.toMatch(/confirmed|revoked there/);
    expect(seen(outcome)?.sentence).toMatch(/Remove the access there yourself|remove the access yourself/);
  }
});
