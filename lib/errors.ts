/**
 * The closed list of failures: for each code the HTTP status and the sentence a person may read.
 * The sentence says what happened, that nothing is lost, and what to do next.
 */
export const failures = {
  unauthenticated: [401, "Please sign in first."],
  sign_in_failed: [
    401,
    "That email and password do not belong together. Check both and try again; an administrator can send you a link to a new password.",
  ],
  forbidden: [403, "Your account may not do this. An administrator can."],
  insufficient_scope: [
    403,
    "This API key may not do that. Nothing was changed; use another key, or make one that may.",
  ],
  cross_site: [
    403,
    "This request came from another site, so nothing was done. Go back to Patchbay and try again.",
  ],
  not_found: [404, "We could not find that. It may belong to someone else, or be gone."],
  invalid_input: [422, "Something in the form is missing or wrong. Nothing was changed."],
  method_not_allowed: [405, "That cannot be done at this address; Allow says what can. Nothing was changed."],
  unsupported_media_type: [
    415,
    "Send JSON, and say so: Content-Type: application/json. Nothing was changed.",
  ],
  precondition_failed: [412, "It has changed since you read it. Nothing was changed now; read it again."],
  idempotency_mismatch: [
    422,
    "That Idempotency-Key came with another request before. Nothing was changed; use a new key.",
  ],
  idempotency_busy: [
    409,
    "The first request with that Idempotency-Key is still under way. Try again in a second.",
  ],
  key_over: [409, "That API key has ended already. Nothing was changed; make a new one."],
  too_large: [413, "That was more than we accept in one request. Nothing was changed."],
  email_taken: [409, "That email has an account here already. Sign in, or use another one."],
  wrong_password: [403, "That is not your present password. Nothing was changed; try again."],
  last_admin: [
    409,
    "You are the only administrator of this server, so your account stays. Make somebody else one first.",
  ],
  keys_unchanged: [
    409,
    "Everything is sealed with the newest key already. Give the server a new first key, restart it, and come back.",
  ],
  number_differs: [
    409,
    "That is not how many it would be done to now. Nothing was changed; look at the number and type it.",
  ],
  not_a_person: [
    409,
    "This is a customer of the host application, who has no sign-in here. Nothing was changed.",
  ],
  invitation_over: [
    410,
    "This link is over: it was used, withdrawn, or has expired. Whoever sent it can make a new one.",
  ],
  invitation_unbacked: [
    410,
    "Whoever made this link no longer administers this server, so it is not good any more. Ask somebody who does for a new one.",
  ],
  rate_limited: [429, "Too many tries in a short time. Wait a few minutes, then try again."],

  link_denied: [400, "The access was declined, so nothing was linked and nothing was changed."],
  link_cancelled: [400, "This attempt was cancelled, so the answer was thrown away. Nothing was linked."],
  link_expired: [
    400,
    "This attempt took longer than ten minutes and has expired. Nothing was linked; start again.",
  ],
  link_replayed: [400, "This answer was used before. Nothing was done twice."],
  link_other_browser: [
    400,
    "This attempt was begun in another browser or sign-in, so it was stopped. Start again here; nothing was linked.",
  ],
  link_other_person: [
    400,
    "This attempt was begun by somebody else, so it was stopped. Start your own; nothing was linked.",
  ],
  link_unknown: [
    400,
    "We did not begin this attempt, so nothing was linked. Start it here to finish safely.",
  ],
  link_unproven: [
    400,
    "The vendor did not prove which account this is, so nothing was linked. Start again from the beginning.",
  ],
  account_mismatch: [
    409,
    "That is a different account than the one you are reconnecting. Nothing was changed; choose the same account, or connect this one as a new one.",
  ],

  session_over: [
    410,
    "This link was opened before, or its time is over. Go back to where it came from and start again there.",
  ],
  return_not_allowed: [
    422,
    "That address is not among those that an administrator of this server allows. Nothing was made.",
  ],
  backup_unreadable: [
    422,
    "That file is no whole backup of Patchbay's: it was cut off, changed, or made by a newer version. Nothing was changed.",
  ],
  backup_keys_missing: [
    409,
    "The backup is sealed with a key that is not here. Put patchbay.key beside the database, or its text among the keys of this server, and try again. Nothing was changed.",
  ],
  backup_over_people: [
    409,
    "There are people in this database already. Add --force to replace everything in it with the backup. Nothing was changed.",
  ],

  webhook_address: [
    422,
    "Webhooks go to https addresses on the public internet, without a name or password in them. Nothing was changed; use another address, or ask the operator to allow private ones.",
  ],
  webhook_disabled: [409, "This endpoint is disabled, so nothing is sent to it. Enable it first."],

  provider_not_configured: [
    503,
    "This vendor is not set up on this server yet. An administrator can add its credentials.",
  ],
  proxy_refused: [
    403,
    "This API key may not make that request at the vendor. Nothing was sent; an administrator can widen its rules.",
  ],
  vendor_paused: [
    503,
    "The vendor is paused here by an administrator. Nothing is lost; it goes on as soon as that is lifted.",
  ],
  provider_refused: [502, "The vendor refused the request. Nothing was changed."],
  provider_client_refused: [
    503,
    "The vendor does not accept this server’s own credentials. Your link is fine; an administrator has to mend it.",
  ],
  provider_unreachable: [502, "The vendor did not answer. Nothing is lost; please try again in a moment."],
  provider_unreadable: [
    502,
    "The vendor sent an answer we could not understand. Nothing was changed; try again later.",
  ],
  reauth_required: [
    409,
    "The vendor no longer accepts this link. Reconnect it to go on; nothing else is lost.",
  ],
  answer_lost: [
    409,
    "We were cut off while the vendor replaced this link’s keys, and the new ones never reached us. Reconnect to go on; nothing else is lost.",
  ],
  disconnected: [409, "This account is disconnected. Connect it again to go on."],
  busy: [503, "The token is being renewed right now. Try again in a second."],
  storage_unavailable: [
    503,
    "Patchbay cannot reach its own database right now. Nothing is lost; please try again in a moment.",
  ],
  internal: [500, "Something went wrong on our side. Nothing was lost; please try again."],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type FailureCode = keyof typeof failures;

const failure: unique symbol = Symbol.for("patchbay.failure");

/**
 * The only error this project throws on purpose. `detail` is for the log and names ids and facts, never
 * secrets or a vendor's own text; `retryAfterMs` is set where the vendor or a limit names a pause.
 */
export class Failure extends Error {
  readonly [failure] = true;
  readonly code: FailureCode;
  readonly detail: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: FailureCode, detail?: string, options?: { retryAfterMs?: number }) {
    super(detail === undefined ? code : `${code}: ${detail}`);
    this.name = "Failure";
    this.code = code;
    this.detail = detail;
    this.retryAfterMs = options?.retryAfterMs;
  }

  // Next bundles its own copy of this file beside the server's, and a renewal that both wait for fails in both.
  static override [Symbol.hasInstance](value: unknown): value is Failure {
    return typeof value === "object" && value !== null && failure in value;
  }

  get status(): number {
    return failures[this.code][0];
  }

  /** The sentence for the person. */
  get sentence(): string {
    return failures[this.code][1];
  }
}

/** True for a code of the closed list; used where a code arrives from outside, as in `?problem=`. */
export function isFailureCode(code: unknown): code is FailureCode {
  return typeof code === "string" && Object.hasOwn(failures, code);
}
