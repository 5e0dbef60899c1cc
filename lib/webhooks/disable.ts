import "#lib/server-only";
import { setWaiting } from "#db/deliveries";
import { insertMail } from "#db/mails";
import { type Statement, store } from "#db/store";
import { listAdministratorIds } from "#db/users";
import { disableEndpoint, type EndpointRow } from "#db/webhook-endpoints";
import { recorded } from "#lib/audit/record";
import { now } from "#lib/clock";
import { env } from "#lib/env";
import { log } from "#lib/log";
import { mailMode } from "#lib/mail/mode";
import { newId } from "#lib/random";
import { type Doer, PATCHBAY } from "#lib/request";

/** Why an endpoint is told nothing any more. */
export type DisabledReason = "by_hand" | "gone" | "failed_too_long";

/** Tells an endpoint nothing any more; what waits for it stays until it is enabled, or too old. */
export async function disable(endpoint: EndpointRow, reason: DisabledReason, by: Doer = PATCHBAY) {
  const at = now();
  const done = await store().atomically([
    disableEndpoint(endpoint.id, at, reason),
    setWaiting(endpoint.id, null),
    ...(reason === "by_hand" ? [] : await notices(endpoint, reason, at)),
    recorded({
      action: "webhook.disabled",
      target: { kind: "webhook", id: endpoint.id, name: endpoint.name },
      at,
      data: { reason },
      by,
    }),
  ]);
  if (done !== null) log.warn({ endpoint: endpoint.id, reason }, "A webhook endpoint was disabled.");
}

/** Every administrator is written to, since nobody hears of what is not delivered. */
async function notices(
  { name, url, id }: EndpointRow,
  reason: DisabledReason,
  at: Date,
): Promise<Statement[]> {
  if (mailMode() === "none") return [];
  const why =
    reason === "gone"
      ? "It answered that it is gone (410)."
      : "Nothing could be delivered to it for five days.";
  const text = `The webhook endpoint “${name}” (${new URL(url).host}) was disabled. ${why} Your software is no longer told what happens to connections; nothing else has changed.

Mend it, then enable it here. What is not yet delivered is delivered then:
${env().PUBLIC_URL}/admin/webhooks/${id}`;
  return (await listAdministratorIds()).map((userId) =>
    insertMail({
      id: newId(),
      userId,
      subject: `The webhook endpoint “${name}” was disabled`,
      text,
      createdAt: at,
      failures: 0,
      dueAt: mailMode() === "sent" ? at : null,
      sentAt: null,
    }),
  );
}
