import type { ComponentProps, ReactNode } from "react";
import { CustomerFrame } from "#components/customer-frame";
import { Sample } from "#components/sample";
import { AccountScreen } from "#components/screens/account";
import { AccountFormScreen } from "#components/screens/account-form";
import { ApiKeysScreen } from "#components/screens/api-keys";
import { ApiReferenceScreen } from "#components/screens/api-reference";
import { ConnectScreen } from "#components/screens/connect";
import { ConnectionScreen, isLinking } from "#components/screens/connection";
import { ConnectionsScreen } from "#components/screens/connections";
import { CustomerScreen } from "#components/screens/customer";
import { DeleteAccountScreen } from "#components/screens/delete-account";
import { DisconnectScreen } from "#components/screens/disconnect";
import { LogScreen } from "#components/screens/log";
import { OutboxScreen } from "#components/screens/outbox";
import { SettingsScreen } from "#components/screens/settings";
import { SignInScreen } from "#components/screens/sign-in";
import { WeekScreen } from "#components/screens/week";
import { Shell } from "#components/shell";
import { document } from "#lib/api/document";
import { anything, listing, type Wish } from "#lib/connections/find";
import type { ConnectionView, DoneView, ProblemView } from "#lib/connections/view";
import { problemView } from "#lib/connections/words";
import { failures } from "#lib/errors";
import NotFound from "../../not-found.tsx";
import { account, farewell, longEmail, mails, sessions } from "./account-fixtures.ts";
import { adminScreens } from "./admin-screens.tsx";
import { apiKeys, keyChoices, untyped } from "./api-fixtures.ts";
import { BrokenPage } from "./broken-page.tsx";
import {
  attempts,
  connection,
  gistConnection,
  later,
  longName,
  many,
  receipt,
  rightToLeftName,
  several,
  someData,
  someScopes,
  strangelyNamed,
  troubled,
  troubles,
  unequalScopes,
  vendor,
  vendors,
} from "./fixtures.ts";
import { LivesScreen } from "./lives-screen.tsx";
import {
  brokenCheck,
  check,
  keysView,
  logPage,
  noEntries,
  rotatingKeys,
  settings,
  someOfLog,
} from "./log-fixtures.ts";
import { room } from "./room.tsx";
import { roomScreens } from "./room-screens.tsx";
import type { ScreenName } from "./screen-names.ts";
import { webhookScreens } from "./webhook-screens.tsx";

export type Look = { now: Date; wish: Wish; page: number };

const inside = (here: string, children: ReactNode) => (
  <Shell here={here} theme="system" csrf="" width={/^\/(connections|admin)/.test(here) ? "wide" : "page"}>
    {children}
  </Shell>
);

type ListProps = Omit<Partial<ComponentProps<typeof ConnectionsScreen>>, "connections" | "listing"> & {
  connections?: ConnectionView[];
  wish?: Wish;
  page?: number;
};

const connections = (now: Date, { connections: all = [], wish = anything, page = 1, ...props }: ListProps) =>
  inside(
    "/connections",
    <ConnectionsScreen
      connections={all}
      listing={listing(all, wish, page)}
      attempts={[]}
      vendors={vendors}
      now={now}
      {...props}
    />,
  );

const oneConnection = (
  now: Date,
  {
    connection: shown = connection(now, "works"),
    ...props
  }: Partial<ComponentProps<typeof ConnectionScreen>>,
) =>
  inside(
    "/connections/1",
    <ConnectionScreen
      connection={shown}
      sample={
        shown.status === "active" ? (
          <Sample
            sample={someData(now, shown.vendor.id)}
            vendor={shown.vendor.name}
            now={now}
            lead={isLinking(props.done?.code) ? "What comes through" : undefined}
          />
        ) : null
      }
      now={now}
      problem={null}
      done={null}
      {...props}
    />,
  );

const connect = (props: Partial<ComponentProps<typeof ConnectScreen>>) =>
  inside(
    "/connect/1",
    <ConnectScreen
      vendor={vendor("wistia")}
      reconnects={null}
      arrival={null}
      problem={null}
      now={new Date(0)}
      {...props}
    />,
  );

const done = (code: string, sentence: string): DoneView => ({ code, sentence });

const signIn = (props: Partial<ComponentProps<typeof SignInScreen>>) => (
  <SignInScreen
    csrfToken=""
    callbackUrl="/connections"
    email="ada@acme.example"
    signUpOpen={false}
    sso={null}
    problem={null}
    done={null}
    {...props}
  />
);

const accountOf = (now: Date, props: Partial<ComponentProps<typeof AccountScreen>>) =>
  inside(
    "/account",
    <AccountScreen
      account={account}
      sessions={sessions(now)}
      mail="kept"
      sso={null}
      theme="system"
      csrf=""
      now={now}
      problem={null}
      done={null}
      {...props}
    />,
  );

const session = {
  id: "1",
  origin: null,
  host: "app.acme.example",
  customer: "Ida’s Bakery",
  linkedId: null,
  denied: false,
};

const customer = (now: Date, props: Partial<ComponentProps<typeof CustomerScreen>>) => (
  <CustomerFrame>
    <CustomerScreen
      session={session}
      connections={[]}
      vendors={vendors.map((each) => ({ ...each, linkingPaused: each.id === "gist" }))}
      attempts={[]}
      problem={null}
      done={null}
      now={now}
      ticket={null}
      {...props}
    />
  </CustomerFrame>
);

const deleteAccount = (props: Partial<ComponentProps<typeof DeleteAccountScreen>>) =>
  inside(
    "/account/delete",
    <DeleteAccountScreen account={account} connections={[]} problem={null} {...props} />,
  );

const log = (now: Date, props: Partial<ComponentProps<typeof LogScreen>>) =>
  room(
    "/admin/log",
    "Log",
    <LogScreen
      page={logPage(now)}
      wish={{}}
      check={check(now)}
      vendors={[{ value: "wistia", words: "Wistia" }]}
      now={now}
      problem={null}
      {...props}
    />,
  );

const settingsOf = (now: Date, props: Partial<ComponentProps<typeof SettingsScreen>>) =>
  room(
    "/admin/settings",
    "Settings",
    <SettingsScreen
      publicUrl="https://patchbay.acme.example"
      settings={settings}
      keys={keysView(now)}
      now={now}
      problem={null}
      done={null}
      {...props}
    />,
  );

const keys = (now: Date, props: Partial<ComponentProps<typeof ApiKeysScreen>>) =>
  room(
    "/admin/api-keys",
    "API keys",
    <ApiKeysScreen
      keys={apiKeys(now)}
      made={null}
      choices={keyChoices}
      lives={[{ value: "never", words: "Until it is revoked" }]}
      overlaps={[{ value: "24h", words: "The old one goes on for a day" }]}
      typed={untyped}
      problem={null}
      done={null}
      now={now}
      {...props}
    />,
  );

const accountForm = (props: ComponentProps<typeof AccountFormScreen>) => <AccountFormScreen {...props} />;

export const screens: Record<ScreenName, (look: Look) => ReactNode> = {
  "sign-in": () => signIn({ sso: { name: "Acme ID" }, signUpOpen: true, done: "You are signed out." }),
  "sign-in-problem": () => signIn({ problem: failures.sign_in_failed[1] }),
  "sign-in-farewell": () => signIn({ farewell }),
  "set-up": () => accountForm({ kind: "set-up", problem: null, typed: {} }),
  "sign-up-problem": () =>
    accountForm({
      kind: "sign-up",
      problem: problemView("email_taken"),
      typed: { name: "Ada Obi", email: "ada@acme.example" },
    }),
  "connections-empty": ({ now }) => connections(now, {}),
  "connections-one": ({ now }) =>
    connections(now, {
      connections: [connection(now, "works")],
      done: "Acme Studios is linked.",
    }),
  "connections-several": ({ now }) => connections(now, { connections: several(now) }),
  "connections-trouble": ({ now }) =>
    connections(now, { connections: troubled(now), troubles: troubles(now) }),
  week: ({ now }) => inside("/week", <WeekScreen connections={troubled(now)} now={now} />),
  "week-empty": ({ now }) => inside("/week", <WeekScreen connections={[]} now={now} />),
  "connections-waiting": ({ now }) =>
    connections(now, { connections: several(now), attempts: attempts(now) }),
  "connections-problem": ({ now }) =>
    connections(now, {
      connections: several(now),
      problem: { view: problemView("link_denied", "wistia") as ProblemView, provider: "wistia" },
    }),
  "connections-names": ({ now }) => connections(now, { connections: strangelyNamed(now) }),
  "connections-many": ({ now, wish, page }) => connections(now, { connections: many(now), wish, page }),
  "connections-not-found": ({ now }) =>
    connections(now, { connections: many(now), wish: { ...anything, text: "nobody" } }),
  "connect-oauth": () => connect({}),
  "connect-scopes": () => connect({ vendor: vendor("gist") }),
  "connect-key": () => connect({ vendor: vendor("api-video") }),
  "connect-key-problem": () =>
    connect({
      vendor: vendor("api-video"),
      problem: problemView("provider_refused", "api-video"),
      typed: { environment: "sandbox", projectName: "Marketing" },
    }),
  "connect-reconnect": ({ now }) =>
    connect({
      reconnects: connection(now, "needs_you"),
      problem: problemView("account_mismatch", "wistia"),
    }),
  "connect-arrival": () => connect({ vendor: vendor("gist"), arrival: "sealed" }),
  "connect-not-set-up": () => connect({ vendor: vendor("wix-advanced") }),
  "connect-waiting": ({ now }) => connect({ vendor: vendor("gist"), attempts: attempts(now), now }),
  "connect-problem": () =>
    connect({
      vendor: vendor("api-video"),
      problem: problemView("provider_client_refused", "api-video"),
    }),
  "connection-linked": ({ now }) =>
    oneConnection(now, {
      connection: connection(now, "works", { appPageUrl: "https://acme.example/app" }),
      done: done("linked", "Acme Studios is linked."),
    }),
  "connection-relinked": ({ now }) =>
    oneConnection(now, {
      connection: connection(now, "works", {
        scopesChange: {
          gained: unequalScopes.extra,
          lost: unequalScopes.missing,
          kept: someScopes.slice(0, 2),
        },
      }),
      done: done("relinked", "Acme Studios is linked again, with the same id and new keys."),
    }),
  "connection-renamed": ({ now }) =>
    oneConnection(now, {
      connection: connection(now, "works", { label: "Client videos" }),
      done: done("renamed", "From now on this is called Client videos."),
      undo: { action: "/connections/1/rename", fields: { label: "" } },
    }),
  "connection-works": ({ now }) =>
    oneConnection(now, { done: done("refreshed", "A new token was fetched. Everything works.") }),
  "connection-no-renewal": ({ now }) => oneConnection(now, { connection: gistConnection(now) }),
  "connection-renewing": ({ now }) => oneConnection(now, { connection: connection(now, "renewing") }),
  "connection-trouble": ({ now }) =>
    oneConnection(now, {
      connection: connection(now, "vendor_trouble", {
        expiresAt: later(now, -90_000),
        outlook: { kind: "is_tried_again", at: later(now, 120_000) },
      }),
    }),
  "connection-needs-you": ({ now }) =>
    oneConnection(now, { connection: connection(now, "needs_you", { scopes: unequalScopes }) }),
  "connection-problem": ({ now }) =>
    oneConnection(now, { problem: problemView("provider_unreachable", "wistia") }),
  "connection-disconnected": ({ now }) =>
    oneConnection(now, {
      connection: connection(now, "disconnected", {
        vendor: vendor("gist"),
        receipt: receipt(now, "not_offered", "Support desk"),
      }),
      done: done("disconnected", "Support desk is disconnected. The receipt below says what was done."),
    }),
  "connection-names": ({ now }) =>
    oneConnection(now, {
      connection: connection(now, "works", {
        account: { id: "w".repeat(120), name: longName, url: `https://${"w".repeat(90)}.example/` },
        linkedBy: rightToLeftName,
      }),
    }),
  "connection-empty": ({ now }) =>
    oneConnection(now, {
      connection: connection(now, "unproven", { vendor: vendor("api-video"), proof: null, activity: [] }),
    }),
  lives: ({ now }) => inside("/connections/1", <LivesScreen now={now} />),
  disconnect: ({ now }) =>
    inside("/connections/1", <DisconnectScreen connection={connection(now, "works")} now={now} />),
  "disconnect-names": ({ now }) =>
    inside(
      "/connections/1",
      <DisconnectScreen
        connection={connection(now, "works", { account: { id: "r", name: rightToLeftName, url: null } })}
        now={now}
      />,
    ),
  customer: ({ now }) => customer(now, { attempts: attempts(now) }),
  "customer-linked": ({ now }) =>
    customer(now, {
      session: { ...session, customer: null, linkedId: "con_works" },
      connections: troubled(now),
      done: "Acme Studios is linked.",
    }),
  account: ({ now }) => accountOf(now, {}),
  "account-problem": ({ now }) =>
    accountOf(now, {
      problem: { at: "current", sentence: failures.wrong_password[1] },
      mail: "none",
      sessions: sessions(now).slice(0, 1),
    }),
  "account-names": ({ now }) =>
    accountOf(now, {
      account: { ...account, name: longName, email: longEmail, role: "user" },
      typed: { name: `${rightToLeftName} ${longName}` },
      problem: { at: "name", sentence: failures.invalid_input[1] },
      mail: "sent",
    }),
  "account-no-password": ({ now }) =>
    accountOf(now, { account: { ...account, hasPassword: false }, sso: { name: "Acme ID" }, mail: "sent" }),
  "delete-account": ({ now }) => deleteAccount({ connections: several(now) }),
  "delete-account-many": ({ now }) =>
    deleteAccount({
      connections: [...strangelyNamed(now), ...many(now)],
      account: { ...account, email: longEmail, hasPassword: false },
      problem: { at: "field", sentence: "That is not your email. Nothing was deleted; try again." },
    }),
  "delete-account-last": () => deleteAccount({ account: { ...account, lastAdmin: true } }),
  outbox: ({ now }) =>
    inside("/account/outbox", <OutboxScreen email="ada@acme.example" mails={mails(now)} now={now} />),
  "outbox-empty": ({ now }) =>
    inside("/account/outbox", <OutboxScreen email={longEmail} mails={[]} now={now} />),
  log: ({ now }) => log(now, {}),
  "log-broken": ({ now }) => log(now, { check: brokenCheck(now), page: someOfLog(now), wish: { q: "Ada" } }),
  "log-empty": ({ now }) =>
    log(now, { page: noEntries, wish: { who: "nobody" }, check: { ...check(now), under: 12_000 } }),
  settings: ({ now }) =>
    settingsOf(now, { done: "The settings are changed and hold everywhere within a second." }),
  "settings-rotating": ({ now }) => settingsOf(now, { keys: rotatingKeys(now) }),
  "settings-problem": ({ now }) =>
    settingsOf(now, {
      problem: { at: "retention", sentence: failures.invalid_input[1] },
      typed: { keepAuditDays: "none" },
    }),
  ...roomScreens,
  "api-keys": ({ now }) => keys(now, { done: "That key is revoked." }),
  "api-keys-made": ({ now }) =>
    keys(now, { made: { key: `pb_${"kT3vQ9aB7x".repeat(5).slice(0, 49)}`, name: "billing service" } }),
  "api-keys-empty": ({ now }) =>
    keys(now, {
      keys: [],
      typed: { ...untyped, name: "nightly job", everything: false },
      problem: problemView("invalid_input"),
    }),
  "api-reference": () => <ApiReferenceScreen document={document()} />,
  ...adminScreens,
  ...webhookPages(),
  "not-found": () => <NotFound />,
  error: () => <BrokenPage />,
};

function webhookPages() {
  const pages = Object.entries(webhookScreens).map(([name, page]) => [name, ({ now }: Look) => page(now)]);
  return Object.fromEntries(pages) as Record<keyof typeof webhookScreens, (look: Look) => ReactNode>;
}
