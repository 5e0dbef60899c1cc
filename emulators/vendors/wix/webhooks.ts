import { randomUUID, sign } from "node:crypto";
import { type Delivery, type Instance, instanceOf, type Variant, type Wix } from "./state.ts";

const minute = 60_000;
const hour = 60 * minute;
/** The vendor's twelve retries. */
const retries = [
  minute,
  10 * minute,
  hour,
  ...Array(3).fill(2 * hour),
  ...Array(3).fill(4 * hour),
  8 * hour,
  8 * hour,
  12 * hour,
];
const keptDeliveries = 200;

/** Tells the app that it was installed or removed, as the switch (or the caller) says. Gives what was sent now. */
export async function announce(
  wix: Wix,
  eventType: Delivery["eventType"],
  instance: Instance,
  variant: Variant = wix.settings.webhooks,
): Promise<Delivery[]> {
  const url = webhookUrl(wix, instance);
  if (variant === "off" || !url) return [];
  const delivery: Delivery = {
    id: randomUUID(),
    eventType,
    instanceId: instance.id,
    application: instance.application,
    variant,
    url,
    at: wix.clock.now(),
    attempts: 0,
    status: null,
    retryAt: null,
  };
  const { state } = wix;
  state.deliveries = [...state.deliveries, delivery].slice(-keptDeliveries);
  const younger = state.held.length > 0;
  if (variant === "out-of-order" && !younger) {
    state.held.push(delivery);
    return [];
  }
  const queue = [delivery, ...(variant === "duplicate" ? [delivery] : []), ...state.held.splice(0)];
  for (const next of queue) await attempt(wix, next);
  return queue;
}

/** Sends what was kept back. */
export async function release(wix: Wix) {
  const held = wix.state.held.splice(0);
  for (const delivery of held) await attempt(wix, delivery);
  return held;
}

/** Repeats deliveries whose time has come; with `force`, all that still wait. */
export async function retry(wix: Wix, force = false) {
  const due = wix.state.deliveries.filter(
    ({ retryAt }) => retryAt !== null && (force || retryAt <= wix.clock.now()),
  );
  for (const delivery of due) await attempt(wix, delivery);
  return due;
}

async function attempt(wix: Wix, delivery: Delivery) {
  delivery.status = await post(delivery.url, webhookJwt(wix, delivery), wix.settings.webhookTimeoutMs);
  const pause = retries[delivery.attempts++];
  const done = (delivery.status >= 200 && delivery.status < 300) || pause === undefined;
  delivery.retryAt = done ? null : wix.clock.now() + pause;
}

async function post(url: string, body: string, timeoutMs: number) {
  try {
    const init = {
      method: "POST",
      body,
      headers: { "content-type": "text/plain" },
      signal: AbortSignal.timeout(timeoutMs),
    };
    const response = await fetch(url, init);
    await response.body?.cancel();
    return response.status;
  } catch {
    return 0;
  }
}

/** Three layers of JSON in strings, signed. The event's own time is `iat`, however late it arrives. */
function webhookJwt(wix: Wix, { eventType, instanceId, variant, at }: Delivery) {
  const instance = instanceOf(wix, instanceId);
  const facts = {
    appId: wix.applications[instance?.application ?? ""]?.id,
    ...(eventType === "AppInstalled" && instance?.originInstanceId
      ? { originInstanceId: instance.originInstanceId }
      : {}),
  };
  const event = {
    data: JSON.stringify(facts),
    instanceId,
    eventType,
    identity: JSON.stringify({ identityType: "WIX_USER", wixUserId: instance?.personId }),
  };
  const iat = Math.floor(at / 1000) - (variant === "expired" ? 7200 : 0);
  const exp = variant === "expired" ? iat + 3600 : Math.floor(wix.clock.now() / 1000) + 3600;
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${encode({ alg: "RS256", kid: "wix-emulator" })}.${encode({ data: JSON.stringify(event), iat, exp })}`;
  const { privateKey, wrongKey } = wix.state.keys;
  const key = variant === "wrong-key" ? wrongKey : privateKey;
  return `${text}.${sign("RSA-SHA256", Buffer.from(text), key).toString("base64url")}`;
}

function webhookUrl(wix: Wix, { application }: Instance) {
  const own = wix.applications[application]?.webhookUrl;
  return own ?? (wix.appUrl ? `${wix.appUrl}/api/webhooks/${application}` : null);
}
