import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** What Wix signs, made by hand from the fact sheet so that no line is shared with the code under test. */

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

export const signedInstance = (data: unknown, secret: string) => signedText(JSON.stringify(data), secret);

export function signedText(text: string, secret: string): string {
  const payload = Buffer.from(text).toString("base64url");
  return `${createHmac("sha256", secret).update(payload).digest("base64url")}.${payload}`;
}

export function appKey() {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { pem: publicKey.export({ type: "spki", format: "pem" }).toString(), privateKey };
}

export function jwt(header: unknown, payload: unknown, signature: (text: string) => Buffer): string {
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${signature(text).toString("base64url")}`;
}

export const rs256 = (privateKey: KeyObject) => (text: string) =>
  sign("sha256", Buffer.from(text), privateKey);

/** The three layers of a webhook. */
export function webhookPayload(event: {
  eventType: string;
  instanceId: string;
  appId?: string;
  /** Further facts about the app. */
  more?: Record<string, unknown>;
  issuedAt: Date;
  expiresAt: Date;
}) {
  const identity = JSON.stringify({ identityType: "WIX_USER", wixUserId: "u-1" });
  const data = JSON.stringify({ appId: event.appId, ...event.more });
  return {
    data: JSON.stringify({ data, instanceId: event.instanceId, eventType: event.eventType, identity }),
    iat: Math.floor(event.issuedAt.getTime() / 1000),
    exp: Math.floor(event.expiresAt.getTime() / 1000),
  };
}
