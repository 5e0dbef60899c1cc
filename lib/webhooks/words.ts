import type { DeliveryView, EndpointView } from "./endpoints.ts";
import { type MessageType, TEST_TYPE } from "./types.ts";

/** What administrators read about endpoints and deliveries. */

const done: Record<string, string> = {
  created: "The endpoint is added. Its secret is below, this once.",
  changed: "The endpoint is changed.",
  tested: "A test is on its way. It stands in the list below.",
  rotated: "There is a new secret, below, this once. The old one signs as well for a day.",
  disabled: "The endpoint is disabled. What happens from now on is not sent to it.",
  enabled: "The endpoint is enabled. What waited is sent now.",
  deleted: "The endpoint is gone, with its deliveries.",
  replayed: "It is sent again now.",
  replayed_none: "There is nothing since then that this endpoint wants, so nothing was sent.",
};

export const doneWords = (code: string | undefined): string | null =>
  code !== undefined && Object.hasOwn(done, code) ? (done[code] ?? null) : null;

export const stateWords: Record<EndpointView["state"], string> = {
  working: "Works",
  failing: "Not taking messages",
  disabled: "Disabled",
};

export const disabledWords: Record<NonNullable<EndpointView["disabledReason"]>, string> = {
  by_hand: "by an administrator",
  gone: "since it answered that it is gone (410)",
  failed_too_long: "since nothing got through for five days",
};

export const outcomeWords: Record<DeliveryView["outcome"], string> = {
  delivered: "Delivered",
  waiting: "Waiting",
  given_up: "Given up",
};

const reasons: Record<string, string> = {
  address_refused: "the address is not on the public internet",
  timed_out: "no answer in time",
  tls: "the certificate was not accepted",
  unreachable: "not reachable",
};

export function tryWords({ status, reason }: DeliveryView["tries"][number]): string {
  if (status === null) return reasons[reason ?? ""] ?? "no answer";
  if (status >= 300 && status < 400) return `${status}, a redirect, which is not followed`;
  return `answered ${status}`;
}

/** What a message tells; its name is forgotten with its content, after a while. */
export function messageWords(type: string | null): string {
  if (type === null) return "A message of long ago";
  return type === TEST_TYPE ? "A test" : (typeWords[type as MessageType] ?? type);
}

/** What becomes of the messages meanwhile, and what to do. */
export const adviceWords: Record<EndpointView["state"], string | null> = {
  working: null,
  failing:
    "What it does not take is tried again by itself for about three days; the list below says what it answered. If nothing gets through for five days, it is disabled.",
  disabled:
    "Nothing is sent to it. Once it takes messages again, enable it; what it missed can be sent again then.",
};

export const typeWords: Record<MessageType, string> = {
  "connection.linked": "An account was linked",
  "connection.reconnected": "An account was linked again",
  "connection.recovered": "Renewals work again",
  "connection.needs_attention": "A connection needs its person",
  "connection.expiring": "A connection ends soon",
  "connection.disconnected": "A connection was disconnected",
  "connection.removed": "A connection was removed at the vendor",
  "incident.opened": "A vendor's trouble began",
  "incident.closed": "A vendor's trouble is over",
  "alert.raised": "An alert was raised",
  "alert.recovered": "An alert is over",
};
