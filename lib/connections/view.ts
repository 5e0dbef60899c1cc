/** The shapes that pages and the API are allowed to see. No field here ever holds a secret. */
import type { FailureCode } from "#lib/errors";
import type { KeyField } from "#lib/providers/types";
import type { Outlook } from "./forecast.ts";

/** Stored states; everything else a person sees is derived from these and from evidence. */
export type Status = "active" | "needs_reauth" | "revoked";

export type StateName = "works" | "unproven" | "renewing" | "vendor_trouble" | "needs_you" | "disconnected";

/** Plugged in, loose, unplugged: the one glyph of the product. */
export type Plug = "plugged" | "loose" | "unplugged";

export type StateView = {
  name: StateName;
  /** "Works", "Needs you", … */
  label: string;
  plug: Plug;
  /** What is, why, and what happens next, in one or two sentences. */
  sentence: string;
  /** Since when, where that is known. */
  since: Date | null;
};

export type ScopeView = {
  name: string;
  words: string;
  /** When the proxy last needed it; null: never; absent: nothing is known of its use. */
  lastUsedAt?: Date | null;
};

export type ScopesView = {
  /** What the token may do; `told` is false where the vendor does not say and this is what was asked. */
  granted: ScopeView[];
  told: boolean;
  /** Asked for and not given. */
  missing: ScopeView[];
  /** Given and not asked for. */
  extra: ScopeView[];
  /** One sentence comparing the two, or why there is nothing to compare. */
  sentence: string;
};

export type ActivityView = {
  id: string;
  at: Date;
  /** "Renewed", "Linked", "Renewal failed", … */
  title: string;
  sentence: string | null;
  tone: "good" | "neutral" | "bad";
  /** What is written down of it, name and value, for whoever wants to know exactly. */
  facts: { name: string; value: string }[];
};

/** What a reconnect did to the permissions; null where one of the two sides is not known. */
export type ScopesChange = { gained: ScopeView[]; lost: ScopeView[]; kept: ScopeView[] };

/** What a disconnect did, part by part; kept for as long as the connection's record is. */
export type ReceiptView = {
  account: string;
  vendor: string;
  erasedAt: Date;
  revocation: "done" | "removed" | "refused" | "not_offered" | "nothing_held" | "unreachable" | "pending";
  sentence: string;
  removalUrl: string;
};

export type VendorView = {
  id: string;
  name: string;
  summary: string;
  whoMayApprove: string;
  whatHappens: string;
  docsUrl: string;
  removalUrl: string;
  flow: "authorization-code" | "app-install" | "api-key";
  configured: boolean;
  /** Whether an administrator has paused new links there (lib/vendors/settings.ts). */
  linkingPaused?: boolean;
  /** Scopes that will be asked for, in words; null where they are fixed in the app's registration. */
  asks: ScopeView[] | null;
  fields: readonly KeyField[];
};

/** What finds a connection, counts it and says how it stands. */
export type ConnectionSummary = {
  id: string;
  vendor: { id: string; name: string };
  /** What its person calls it; null: what the vendor calls it. */
  label: string | null;
  account: { id: string; name: string; url: string | null };
  status: Status;
  state: StateView;
  /** When the current access token ends; null: it does not, as far as the vendor says. */
  expiresAt: Date | null;
  /** What happens next, by itself or by the person; null where nothing does. */
  outlook: Outlook | null;
  linkedAt: Date;
};

export type ConnectionView = ConnectionSummary & {
  scopes: ScopesView;
  /** Whether a new token is fetched without the person. */
  renews: boolean;
  /** What last proved that the link works, in words ("a renewal", "a test"), and when. */
  proof: { by: string; at: Date } | null;
  linkedBy: string;
  receipt: ReceiptView | null;
};

/** What the cable was like for a while. */
export type LifeSegment = {
  /** "off": refused, removed, run out or disconnected, until it is linked again. */
  kind: "proven" | "unproven" | "failing" | "off";
  from: Date;
  until: Date;
};

export type LifeMark = { at: Date } & (
  | { kind: "linked" | "relinked" | "renewed" | "tested" }
  /** One run of failures, however often it was tried; `until` is null while it lasts. */
  | { kind: "failed"; since: Date; until: Date | null; mended: boolean; tries: number }
  | { kind: "ended"; how: "refused" | "removed" | "ended" | "disconnected" }
);

/** A vendor's trouble as far as it lies in the time shown; `since` is when it began, `over` null while it lasts. */
export type LifeTrouble = {
  kind: Exclude<IncidentView["kind"], "paused">;
  from: Date;
  until: Date;
  since: Date;
  over: Date | null;
  /** "Acme in trouble" */
  label: string;
};

/** The life of a connection's token along time, for drawing. */
export type LifeView = {
  /** The time shown; `now` lies in it. */
  from: Date;
  until: Date;
  now: Date;
  /** In order and without a hole from the link, or from `from`, until `now`. */
  segments: LifeSegment[];
  marks: LifeMark[];
  troubles: LifeTrouble[];
  /** What comes by itself or ends: "Next renewal", in the picture "renews by itself". */
  next: { kind: Exclude<Outlook["kind"], "needs_you">; at: Date; title: string; label: string } | null;
  /** What it shows, up to now. */
  sentence: string;
};

export type ConnectionDetail = ConnectionView & {
  /** Where the access is removed at the vendor; empty for a vendor that is no longer known here. */
  removalUrl: string;
  /** What a disconnect can do at the vendor: tell it, or nothing, for want of a token or of a way. */
  atDisconnect: "told" | "nothing_held" | "not_offered";
  /** What the latest reconnect changed; null where it cannot be told, or where there was none. */
  scopesChange: ScopesChange | null;
  /** When a token was last handed out, and to which program; null: never. */
  lastRead: { at: Date; by: string } | null;
  activity: ActivityView[];
  life: LifeView;
  /** The page of the operator's app inside the vendor, where there is one to go back to. */
  appPageUrl: string | null;
};

/** A person who left for a vendor and has not come back yet. */
export type AttemptView = {
  id: string;
  vendor: { id: string; name: string };
  startedAt: Date;
  expiresAt: Date;
  reconnects: string | null;
};

/** What is wrong with a vendor as a whole, for somebody who has accounts there. */
export type IncidentView = {
  id: string;
  vendor: { id: string; name: string };
  /** "outage": the vendor's to mend; "client": an administrator's; "paused": renewing, by an administrator. */
  kind: "outage" | "client" | "paused";
  openedAt: Date;
  sentence: string;
};

/** A failure as a page shows it: what happened, that nothing is lost, what to do next. */
export type ProblemView = {
  code: FailureCode;
  title: string;
  /** The whole of it, to be said alone. */
  sentence: string;
  /** What remains to be said where the title stands above it. */
  belowTitle: string;
};

/** What was just done, as a page says it. */
export type DoneView = { code: string; sentence: string };
