import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { type JWTPayload, jwtVerify } from "jose";
import { Failure } from "../errors.ts";
import { identifier, isObject } from "./oauth.ts";
import type { WebhookEvent, WebhookMessage } from "./types.ts";

const kinds: Record<string, "removed" | "installed"> = { AppRemoved: "removed", AppInstalled: "installed" };

const DAY_MS = 86_400_000;

/**
 * A Wix webhook: the raw body is a JWT signed with RS256 and the app's own key; `data` is JSON inside a
 * string, and its `data` once more. Anything unsigned, expired, undated or for another app is refused.
 */
export async function readWixWebhook(message: WebhookMessage): Promise<WebhookEvent> {
  const payload = await verified(message);
  const at = instant(payload, message.now);
  const event = nested(payload.data);
  const inner = nested(event.data);
  if (message.client === null || (inner.appId !== undefined && inner.appId !== message.client.id))
    throw new Failure("unauthenticated", "a webhook for another app");
  const eventId = idOf(payload, message.body);
  const accountId = identifier(event.instanceId);
  const kind = Object.hasOwn(kinds, String(event.eventType)) ? kinds[String(event.eventType)] : undefined;
  if (kind === undefined || accountId === null) return { kind: "ignored", eventId };
  if (inner.appId === undefined) throw new Failure("unauthenticated", "a webhook for no app");
  const originId = kind === "installed" ? identifier(inner.originInstanceId) : null;
  return { kind, eventId, accountId, originId, at };
}

async function verified({ body, publicKey, now }: WebhookMessage): Promise<JWTPayload> {
  try {
    const options = { algorithms: ["RS256"], currentDate: now };
    return (await jwtVerify(body.trim(), key(publicKey), options)).payload;
  } catch {
    throw new Failure("unauthenticated", "the webhook's signature does not hold");
  }
}

/** The dashboard shows the key as PEM; some copy it as base64 of the PEM. */
function key(text: string): KeyObject {
  const pem = text.includes("BEGIN") ? text : Buffer.from(text, "base64").toString("utf8");
  return createPublicKey(pem.replaceAll("\\n", "\n"));
}

/**
 * `iat` is the event's own time, however late it arrives: ASSUMED. A word without it happened now, as long
 * as it has an end; with neither it could be repeated for ever. Clocks may differ, but not by a day.
 */
function instant({ iat, exp }: JWTPayload, now: Date): Date {
  if (iat === undefined && exp !== undefined) return now;
  const at = new Date(Math.floor(Number(iat)) * 1000);
  if (!(at.getTime() >= 0 && at.getTime() <= now.getTime() + DAY_MS))
    throw new Failure("unauthenticated", "a webhook from no possible instant");
  return at;
}

/** A repetition may be signed anew, with a later end: what was told and when make it the same. */
function idOf({ data, iat }: JWTPayload, body: string): string {
  const told = typeof data === "string" ? `${iat} ${data}` : body;
  return createHash("sha256").update(told).digest("hex");
}

function nested(value: unknown): Record<string, unknown> {
  const parsed: unknown = typeof value === "string" ? parse(value) : value;
  return isObject(parsed) ? parsed : {};
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure("invalid_input", "broken JSON inside a signed webhook");
  }
}
