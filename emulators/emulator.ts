import type { Clock } from "./clock.ts";
import type { Answer, VendorRequest } from "./http.ts";
import type { Limiter } from "./limiter.ts";

/** An app that the vendor knows. Its key in `applications` names the environment variables that replace id and secret. */
export type Application = {
  id: string;
  secret: string;
  name: string;
  /** Empty: any loopback address is accepted. */
  redirectUris: string[];
  scopes: string[];
  webhookUrl: string | null;
  /** Where the vendor sends people who start an installation on its side; null: derived from the app's address. */
  installUrl: string | null;
};

/** Settings and their defaults: a list is a choice whose first entry is the default. */
export type Switches = Record<string, boolean | number | string | readonly string[]>;

type SettingOf<Value> = Value extends readonly (infer Choice)[]
  ? Choice
  : Value extends boolean
    ? boolean
    : Value extends number
      ? number
      : string;

export type SettingsOf<S extends Switches> = { -readonly [K in keyof S]: SettingOf<S[K]> };

/** A running vendor: everything a handler may look at or change. */
export type Vendor<State = unknown, S extends Switches = Switches> = {
  id: string;
  name: string;
  state: State;
  settings: SettingsOf<S>;
  applications: Record<string, Application>;
  clock: Clock;
  limiter: Limiter;
  /** The address of the app under test, when somebody has told us. */
  appUrl: string | null;
};

export type Person = { id: string; name: string; email: string };

export type Handler<V> = (request: VendorRequest, vendor: V) => Answer | Promise<Answer>;

type Action<V> = {
  label: string;
  run(vendor: V, input: Record<string, string>): unknown;
};

/** A line on the control page, with the actions that make sense for it. */
type Row = {
  title: string;
  detail: string;
  buttons: { label: string; action: string; input: Record<string, string> }[];
};

export type NewApplication = Pick<Application, "id" | "secret" | "name"> & Partial<Application>;

/** One vendor. A file in `vendors/` that exports one of these is served; nothing else has to know. */
export type Emulator<State = unknown, S extends Switches = Switches> = {
  id: string;
  name: string;
  hosts: string[];
  /** Where a person would go to look at their side: shown on the control page. */
  pages: Record<string, string>;
  switches: S;
  applications: Record<string, NewApplication>;
  /** What survives a reset (a signing key, say) is taken from the previous state. */
  seed(previous: State | undefined): State;
  people(state: State): Person[];
  /** `METHOD /path` for every host, or `METHOD host/path`; `:name` is a segment, a last `*` is the rest. */
  routes: Record<string, Handler<Vendor<State, S>>>;
  notFound(request: VendorRequest): Answer;
  /** Headers that the vendor puts on everything. */
  decorate?(answer: Answer, request: VendorRequest, vendor: Vendor<State, S>): Answer;
  /** The current truth, for tests to compare with. */
  truth(vendor: Vendor<State, S>): unknown;
  rows(vendor: Vendor<State, S>): Row[];
  actions: Record<string, Action<Vendor<State, S>>>;
  /** Read-only extras below `/_control/{id}/…`. */
  views?: Record<string, (vendor: Vendor<State, S>, query: URLSearchParams) => Answer>;
  /** Called after the clock was moved. */
  tick?(vendor: Vendor<State, S>): unknown;
};

/** The switches of every vendor with a consent page: answer it without a click, as that person and account. */
export const autopilot = { autoAnswer: ["off", "allow", "deny"], autoPerson: "", autoAccount: "" } as const;

export function defaultSettings<S extends Switches>(switches: S): SettingsOf<S> {
  const pairs = Object.entries(switches).map(([name, value]) => [
    name,
    Array.isArray(value) ? value[0] : value,
  ]);
  return Object.fromEntries(pairs) as SettingsOf<S>;
}
