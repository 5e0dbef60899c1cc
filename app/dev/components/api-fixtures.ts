import type { KeyChoices, TypedKey } from "#lib/api/key-form";
import type { KeyView } from "#lib/api/keys";
import { later, longName, vendors } from "./fixtures.ts";

/** The developer platform's part of the drawings. */

const day = 86_400_000;

const key = (now: Date, changed: Partial<KeyView>): KeyView => ({
  id: "1",
  name: "billing service",
  prefix: "pb_kT3vQ9aB",
  scopes: null,
  vendors: null,
  owners: null,
  rules: null,
  state: "good",
  replaces: null,
  createdAt: later(now, -40 * day),
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: later(now, -90_000),
  ...changed,
});

export const apiKeys = (now: Date): KeyView[] => [
  key(now, {}),
  key(now, {
    id: "2",
    name: "nightly job",
    prefix: "pb_9fJd2LxM",
    scopes: ["connections:read", "tokens:read"],
    vendors: ["wistia", "gist"],
    owners: ["1", "2"],
    expiresAt: later(now, 50 * day),
    lastUsedAt: null,
  }),
  key(now, { id: "3", name: longName, prefix: "pb_Zz8rT0wE", scopes: ["events:read"] }),
  key(now, {
    id: "4",
    name: "the first try",
    prefix: "pb_Ab3dE5fG",
    state: "revoked",
    revokedAt: later(now, -3 * day),
  }),
  key(now, {
    id: "5",
    name: "a trial",
    prefix: "pb_Hh7jK9lM",
    state: "expired",
    expiresAt: later(now, -day),
  }),
];

export const keyChoices: KeyChoices = {
  scopes: [
    { name: "connections:read", words: "See connections and how they are" },
    { name: "tokens:read", words: "Get access tokens" },
    { name: "events:read", words: "Read what happened" },
  ],
  vendors: vendors.map(({ id, name }) => ({ id, name })),
};

export const untyped: TypedKey = {
  name: "",
  everything: true,
  ticked: [],
  owners: "",
  rules: "",
  life: "never",
};
