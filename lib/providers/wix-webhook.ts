import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { jwtVerify } from "jose";
import { Failure } from "../errors.ts";
import { identifier, isObject, unreadable } from "./oauth.ts";
import type { WebhookEvent, WebhookMessage } from "./types.ts";

/**
 * A Wix webhook: the raw body is a JWT signed with RS256 and the app's own key; `data` is JSON inside a
 * string, and its `data` once more. Anything unsigned, expired or for another app is refused.
 */
export async function readWixWebhook(message: WebhookMessage): Promise<WebhookEvent> {
  const payload = await verified(message);
  const event = nested(payload.data);
  const inner = nested(event.data);
  const instanceId = identifier(event.instanceId);
  const eventId = createHash("sha256").update(message.body).digest("hex");
  if (message.client !== null && inner.appId !== undefined && inner.appId !== message.client.id)
    throw new Failure("unauthenticated", "a webhook for another app");
  if (event.eventType !== "AppRemoved" || instanceId === null) return { kind: "ignored", eventId };
  // Without an instant of its own the vendor's word could be repeated for ever.
  if (payload.iat === undefined && payload.exp === undefined)
    throw new Failure("unauthenticated", "a webhook without iat and exp");
  const at = payload.iat === undefined ? message.now : new Date(payload.iat * 1000);
  if (Number.isNaN(at.getTime())) return unreadable("a webhook from no possible instant");
  return { kind: "removed", eventId, accountId: instanceId, at };
}

async function verified({ body, publicKey, now }: WebhookMessage) {
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

function nested(value: unknown): Record<string, unknown> {
  const parsed: unknown = typeof value === "string" ? parse(value) : value;
  return isObject(parsed) ? parsed : {};
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return unreadable("broken JSON inside a signed webhook");
  }
}
