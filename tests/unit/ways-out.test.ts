import { expect, test } from "vitest";
import { type FailureCode, failures } from "#lib/errors";
import { waysOut } from "../../app/_components/ways-out.ts";

/** What a person is offered after a flow that came to nothing. */

const codes = Object.keys(failures) as FailureCode[];

test.each(codes.filter((code) => /^(link|provider)_|^account_mismatch$/.test(code)))(
  "%s has a way out",
  (code) => {
    expect(waysOut(code)).not.toEqual([]);
  },
);

test("what only an administrator can mend is not tried again in vain", () => {
  for (const code of ["provider_not_configured", "provider_client_refused"] as const)
    expect(waysOut(code)).toEqual(["administrator"]);
});

test("another account than the one reconnected is met with the same one first, then with a new link", () => {
  expect(waysOut("account_mismatch")).toEqual(["same_account", "as_new"]);
});

test("who tried too often is not invited to try again", () => {
  expect(waysOut("rate_limited")).toEqual([]);
});
