import "#lib/server-only";
import { store } from "#db/store";
import { saveCheck } from "#db/vendor-settings";
import { recorded } from "#lib/audit/record";
import { registeredClient } from "#lib/clients";
import { now } from "#lib/clock";
import { callbackUrl, knownProvider } from "#lib/connections/link";
import { Failure, type FailureCode } from "#lib/errors";
import { limit } from "#lib/limits";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import { ask } from "./ask.ts";
import { forgetVendorSettings } from "./settings.ts";

/** "ok", or why the vendor did not say so. */
export type CheckOutcome = "ok" | FailureCode;

const MOST_A_MINUTE = 10;
const MINUTE_MS = 60_000;

/** Asks a vendor whether it accepts our own credentials, and keeps what it said. */
export async function checkCredentials(actor: Actor, providerId: string): Promise<void> {
  requireAdministrator(actor);
  const provider = knownProvider(providerId);
  if (provider.check === undefined) throw new Failure("not_found", "a check of this vendor");
  const call = provider.check(registeredClient(provider), callbackUrl(provider));
  await limit(`check:${provider.id}`, MOST_A_MINUTE, MINUTE_MS);
  const outcome = await ask(provider, call, { insist: true, aside: true }).then(
    (): CheckOutcome => "ok",
    (error: unknown): CheckOutcome => {
      if (error instanceof Failure) return error.code;
      throw error;
    },
  );
  const at = now();
  await store().atomically([
    saveCheck(provider.id, { checkedAt: at, checkOutcome: outcome }),
    recorded({
      action: "vendor.checked",
      target: { kind: "vendor", id: provider.id, name: provider.name },
      at,
      data: { outcome },
    }),
  ]);
  forgetVendorSettings();
}

/** What a check showed, in words. */
export function checkWords(outcome: string, vendor: string): { good: boolean; sentence: string } {
  switch (outcome) {
    case "ok":
      return { good: true, sentence: `${vendor} accepts this server’s credentials.` };
    case "provider_client_refused":
      return {
        good: false,
        sentence: `${vendor} does not know these credentials. Copy both again and restart the server.`,
      };
    case "provider_unreachable":
      return { good: false, sentence: `${vendor} did not answer, so this says nothing yet. Try again.` };
    default:
      return {
        good: false,
        sentence: `${vendor} answered in a way that does not tell. Link an account to find out.`,
      };
  }
}
