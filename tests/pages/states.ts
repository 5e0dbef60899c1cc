import type { Page } from "@playwright/test";
import type { Rig } from "../rig/rig.ts";

/** Every page in every state that a person can bring about; screenshots and accessibility tests walk it. */
export type PageState = {
  name: string;
  path?: string;
  as: "anonymous" | "user" | "admin";
  /** Also looked at on a very wide screen. */
  wide?: true;
  /** Brings the state about, signed in; may answer with the path to look at. */
  prepare?: (stage: Stage) => Promise<string | undefined>;
};

type Stage = { page: Page; rig: Rig };

export const states: PageState[] = [
  { name: "sign-in", path: "/sign-in", as: "anonymous" },
  { name: "sign-in-refused", path: "/sign-in?problem=sign_in_failed", as: "anonymous" },
  { name: "signed-out", path: "/sign-in?done=signed_out", as: "anonymous" },
  { name: "sign-up", path: "/sign-up", as: "anonymous" },
  { name: "not-found", path: "/nothing-here", as: "user" },
  { name: "unavailable", path: "/unavailable", as: "anonymous" },
  { name: "account", path: "/account", as: "user" },
  { name: "account-wrong-password", path: "/account?at=password&problem=wrong_password", as: "user" },
  { name: "account-delete", as: "user", prepare: (stage) => linkedAnd(stage, "/account/delete") },
  { name: "account-delete-last", path: "/account/delete", as: "admin" },
  { name: "api-keys-empty", path: "/admin/api-keys", as: "admin" },
  {
    name: "api-keys",
    as: "admin",
    prepare: async ({ page }) => {
      await page.goto("/admin/api-keys");
      await page.getByRole("textbox", { name: "Name" }).fill("nightly job");
      await page.getByRole("button", { name: "Make the key" }).click();
      await page.getByText("Take it along now").waitFor();
      return "/admin/api-keys";
    },
  },
  { name: "api-reference", path: "/docs/api", as: "anonymous" },
  { name: "account-outbox", path: "/account/outbox", as: "user" },
  {
    name: "account-outbox-written",
    as: "user",
    prepare: async (stage) => {
      await refused(stage);
      return "/account/outbox";
    },
  },
  {
    name: "account-deleted",
    path: "/sign-in?done=account_deleted&disconnected=3&revoked=wistia&pending=wistia&byHand=gist",
    as: "anonymous",
  },

  { name: "connections-empty", path: "/connections", as: "user" },
  {
    name: "connections-one",
    as: "user",
    prepare: async (stage) => {
      await link(stage, "wistia");
      return "/connections";
    },
  },
  {
    name: "connections-all-kinds",
    as: "user",
    wide: true,
    prepare: async (stage) => {
      for (const vendor of ["wistia", "gist", "wix", "wix-advanced"]) await link(stage, vendor);
      await pasteKey(stage);
      return "/connections";
    },
  },
  {
    name: "connections-strange-names",
    as: "user",
    prepare: async (stage) => {
      for (const person of ["903", "904"]) await link(stage, "wistia", person);
      await pasteKey(stage, "Ha5YtRe2WqAsDf8GhJkLz1XcVbNm4QwErTyU7IoPaSd");
      return "/connections";
    },
  },
  {
    name: "connections-waiting",
    as: "user",
    prepare: async (stage) => {
      await leaveFor(stage, "gist");
      return "/connections";
    },
  },
  {
    name: "connections-declined",
    as: "user",
    prepare: async (stage) => {
      await answer(stage, "wistia", { autoAnswer: "deny" });
      await leaveFor(stage, "wistia");
      await answer(stage, "wistia", { autoAnswer: "off" });
      return pathOf(stage.page);
    },
  },
  {
    name: "connections-cancelled",
    as: "user",
    prepare: async (stage) => {
      await leaveFor(stage, "gist");
      await stage.page.goto(`${stage.rig.url}/connections`);
      await stage.page.getByRole("button", { name: "Cancel" }).click();
      await stage.page.waitForURL(/done=cancelled/);
      return pathOf(stage.page);
    },
  },
  {
    name: "connections-administrator-needed",
    path: "/connections?problem=provider_client_refused&provider=wistia",
    as: "user",
  },
  { name: "connections-expired", path: "/connections?problem=link_expired&provider=gist", as: "user" },
  {
    name: "connections-need-you",
    as: "user",
    prepare: async (stage) => {
      await link(stage, "gist");
      await refused(stage);
      return "/connections";
    },
  },

  { name: "week-empty", path: "/week", as: "user" },
  {
    name: "week",
    as: "user",
    prepare: async (stage) => {
      await link(stage, "gist");
      await link(stage, "wix-advanced");
      await refused(stage);
      return "/week";
    },
  },

  { name: "connect-permissions-fixed", path: "/connect/wistia", as: "user" },
  { name: "connect-permissions-asked", path: "/connect/gist", as: "user" },
  {
    name: "connect-waiting",
    as: "user",
    prepare: async (stage) => {
      await leaveFor(stage, "gist");
      return "/connect/gist";
    },
  },
  { name: "connect-installation", path: "/connect/wix", as: "user" },
  { name: "connect-begun-elsewhere", path: "/connect/gist?problem=link_unknown", as: "user" },
  { name: "connect-key", path: "/connect/api-video", as: "user" },
  {
    name: "connect-key-refused",
    as: "user",
    prepare: async (stage) => {
      await pasteKey(stage, "not-a-key-of-anybody");
      return pathOf(stage.page);
    },
  },

  { name: "connection-linked", as: "user", wide: true, prepare: (stage) => link(stage, "wistia") },
  {
    name: "connection-linked-again",
    as: "user",
    prepare: async (stage) => {
      await link(stage, "wistia");
      await stage.page.getByRole("button", { name: "Reconnect" }).click();
      await continueAs(stage, "wistia", "");
      await stage.page.waitForURL(/done=relinked/);
      return pathOf(stage.page);
    },
  },
  {
    name: "connection-renamed",
    as: "user",
    prepare: async (stage) => {
      await link(stage, "wistia");
      await stage.page.getByText("Rename", { exact: true }).click();
      await stage.page.getByLabel("Your name for this account").fill("Client videos");
      await stage.page.getByRole("button", { name: "Save" }).click();
      await stage.page.waitForURL(/done=renamed/);
      return pathOf(stage.page);
    },
  },
  { name: "connection-permissions-as-asked", as: "user", prepare: (stage) => link(stage, "gist") },
  { name: "connection-with-key", as: "user", prepare: (stage) => pasteKey(stage) },
  {
    name: "connection-refreshed",
    as: "user",
    prepare: async (stage) => {
      await link(stage, "wix");
      await stage.page.getByRole("button", { name: "Refresh now" }).click();
      await stage.page.waitForURL(/done=/);
      return pathOf(stage.page);
    },
  },
  { name: "connection-needs-you", as: "user", wide: true, prepare: refused },
  {
    name: "connection-vendor-trouble",
    as: "user",
    prepare: async (stage) => {
      await link(stage, "wistia");
      const faults = { vendor: "wistia", kind: "status", status: 503, times: 5 };
      await stage.rig.emulator.control("POST", "faults", faults);
      await stage.page.getByRole("button", { name: "Refresh now" }).click();
      await stage.page.waitForURL(/problem=/);
      await stage.rig.emulator.control("DELETE", "faults");
      return pathOf(stage.page);
    },
  },
  {
    name: "connection-long-name",
    as: "user",
    prepare: (stage) => link(stage, "wistia", "904"),
  },
  {
    name: "connection-right-to-left-name",
    as: "user",
    prepare: (stage) => link(stage, "wistia", "903"),
  },
  {
    name: "reconnect",
    as: "user",
    prepare: async (stage) => {
      await link(stage, "wistia");
      await stage.page.getByRole("button", { name: "Reconnect" }).click();
      await stage.page.waitForURL(/connect\/wistia/);
      return pathOf(stage.page);
    },
  },
  {
    name: "reconnect-other-account",
    as: "user",
    prepare: async (stage) => {
      await link(stage, "wistia");
      await stage.page.getByRole("button", { name: "Reconnect" }).click();
      await continueAs(stage, "wistia", "903");
      return pathOf(stage.page);
    },
  },
  {
    name: "disconnect",
    as: "user",
    prepare: async (stage) => {
      await link(stage, "wistia");
      await stage.page.getByRole("button", { name: "Disconnect" }).click();
      await stage.page.waitForURL(/disconnect/);
      return pathOf(stage.page);
    },
  },
  { name: "disconnected", as: "user", prepare: (stage) => disconnected(stage, "wistia") },
  { name: "disconnected-by-hand", as: "user", prepare: (stage) => disconnected(stage, "gist") },
];

async function linkedAnd(stage: Stage, path: string): Promise<string> {
  await link(stage, "wistia", "904");
  return path;
}

const pathOf = (page: Page) => {
  const { pathname, search } = new URL(page.url());
  return `${pathname}${search}`;
};

const answer = ({ rig }: Stage, vendor: string, settings: object) =>
  rig.emulator.control("POST", `settings/${emulatorOf(vendor)}`, settings);

/** Both kinds of Wix application live in one emulator. */
const emulatorOf = (vendor: string) => (vendor.startsWith("wix") ? "wix" : vendor);

/** Off to the vendor, where nobody answers unless the emulator does. */
async function leaveFor({ page, rig }: Stage, vendor: string) {
  await page.goto(`${rig.url}/connect/${vendor}`);
  await page.getByRole("button", { name: /^Continue to/ }).click();
  await page.waitForLoadState();
}

async function link(stage: Stage, vendor: string, person = ""): Promise<string> {
  await stage.page.goto(`${stage.rig.url}/connect/${vendor}`);
  await continueAs(stage, vendor, person);
  return pathOf(stage.page);
}

async function continueAs(stage: Stage, vendor: string, person: string) {
  await answer(stage, vendor, { autoAnswer: "allow", autoPerson: person });
  await stage.page.getByRole("button", { name: /^Continue to/ }).click();
  // Wix's custom authentication ends in a window of its own; the connection is there by then.
  await stage.page.waitForLoadState();
  await answer(stage, vendor, { autoAnswer: "off", autoPerson: "" });
}

async function pasteKey({ page, rig }: Stage, key = "Sb3NwKx8VtLq2ZcRm7YpDf5HjGa9UeQo1TiXnBk4Wrs") {
  await page.goto(`${rig.url}/connect/api-video`);
  await page.getByLabel("API key", { exact: true }).fill(key);
  await page.getByRole("button", { name: "Connect api.video" }).click();
  await page.waitForURL(/done=|problem=/);
  return pathOf(page);
}

/** A link that the vendor no longer knows, found out by refreshing it. */
async function refused(stage: Stage): Promise<string> {
  const path = await link(stage, "wistia", "904");
  await stage.rig.emulator.control("POST", "wistia/revoke", { person: "904" });
  await stage.page.getByRole("button", { name: "Refresh now" }).click();
  await stage.page.waitForURL(/problem=|done=/);
  return path.replace(/\?.*/, "");
}

async function disconnected(stage: Stage, vendor: string): Promise<string> {
  await link(stage, vendor);
  await stage.page.getByRole("button", { name: "Disconnect" }).click();
  await stage.page.waitForURL(/disconnect$|disconnect\?/);
  await stage.page.getByRole("button", { name: "Disconnect" }).click();
  await stage.page.waitForURL(/done=disconnected/);
  return pathOf(stage.page);
}
