import "#lib/server-only";
import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import type { EndpointRow } from "#db/webhook-endpoints";
import { type Place, seal, unseal } from "#lib/vault";

/** Secrets of endpoints, as Standard Webhooks writes them: `whsec_` and base64. Shown once, kept sealed. */

const BYTES = 32;

export const newSecret = () => `whsec_${randomBytes(BYTES).toString("base64")}`;

const secretOf = (id: string): Place => ({
  table: "webhook_endpoints",
  row: id,
  field: "secret",
  generation: 0,
});
const oldSecretOf = (id: string): Place => ({
  table: "webhook_endpoints",
  row: id,
  field: "oldSecret",
  generation: 0,
});

export const sealSecret = (id: string, secret: string) => seal(secret, secretOf(id));
export const sealOldSecret = (id: string, secret: string) => seal(secret, oldSecretOf(id));
export const openSecret = ({ id, sealedSecret }: Pick<EndpointRow, "id" | "sealedSecret">) =>
  unseal(sealedSecret, secretOf(id));

/** The three headers of a message; while a secret is being replaced, both sign. */
export function signed(endpoint: EndpointRow, messageId: string, body: string, at: Date) {
  // Receivers go by the real time, so the signature does too, whatever the product's clock says.
  const sentAt = new Date();
  const old =
    endpoint.oldSecretUntil !== null && endpoint.oldSecretUntil > at ? endpoint.sealedOldSecret : null;
  const secrets = [openSecret(endpoint), ...(old === null ? [] : [unseal(old, oldSecretOf(endpoint.id))])];
  return {
    "webhook-id": messageId,
    "webhook-timestamp": String(Math.floor(sentAt.getTime() / 1000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(messageId, sentAt, body)).join(" "),
  };
}
