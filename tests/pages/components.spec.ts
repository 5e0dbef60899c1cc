import type { ScreenName } from "../../app/dev/components/screen-names.ts";
import { startRig } from "../rig/rig.ts";
import { expectNoSidewaysScrolling, expectNoViolations, expectOutline, looks, wear } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";

/** The parts with all their states, and the screens that no person can bring about at will. */

test.use({
  // The developers' pages are shut in production, and outside it styles and evaluation are let in.
  tolerated: [/lacks a header: no unsafe/],
  rig: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures are needed.
    async ({}, use) => {
      const rig = await startRig({ env: { NODE_ENV: "test" } });
      await use(rig);
      await rig.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

const rare = [
  "set-up",
  "sign-up-problem",
  "connections-trouble",
  "connections-many",
  "connections-not-found",
  "connect-not-set-up",
  "connect-problem",
  "connection-relinked",
  "connection-no-renewal",
  "connection-renewing",
  "connection-problem",
  "connection-empty",
  "lives",
  "sign-in-farewell",
  "customer",
  "customer-linked",
  "account-problem",
  "account-names",
  "account-no-password",
  "delete-account-many",
  "delete-account-last",
  "outbox",
  "vendors",
  "vendor",
  "vendor-trouble",
  "vendor-missing",
  "people",
  "people-empty",
  "person",
  "person-customer",
  "invite-problem",
  "alerts",
  "alerts-empty",
  "alert-rule-problem",
  "invitation-closed",
  "invitation",
  "invitation-reset",
  "admin-overview",
  "admin-overview-empty",
  "admin-overview-trouble",
  "admin-connections",
  "admin-connections-columns",
  "admin-connections-empty",
  "admin-connections-not-found",
  "admin-connection",
  "bulk-confirm",
  "bulk-nothing",
  "bulk-running",
  "bulk-cancelled",
  "error",
] satisfies ScreenName[];

for (const name of ["", ...rare]) {
  test(`the ${name === "" ? "parts are" : `screen "${name}" is`} accessible`, async ({ page }) => {
    await page.goto(`/dev/components/${name}`);
    await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
    for (const look of looks) {
      await wear(page, look);
      const where = `${name || "parts"}, ${look.width} px`;
      await expectNoViolations(page, where);
      await expectNoSidewaysScrolling(page, where);
    }
    await expectOutline(page, name || "parts");
  });
}
