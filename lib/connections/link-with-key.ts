import "#lib/server-only";
import { env } from "#lib/env";
import { Failure } from "#lib/errors";
import { limit } from "#lib/limits";
import type { Actor } from "#lib/people/sessions";
import type { ApiKey, Grant } from "#lib/providers/types";
import { ask } from "#lib/vendors/ask";
import { requireRunning } from "#lib/vendors/settings";
import { asLinkFailure } from "./finish.ts";
import { reconnected } from "./link.ts";
import { renew } from "./renew.ts";
import { saveLink } from "./save-link.ts";

/** Linking with a key that the person pastes: grant, tokens, account, save, in one request. */

const HOUR_MS = 3_600_000;
const LONGEST_VALUE = 1_000;

export async function linkWithKey(
  actor: Actor,
  provider: ApiKey,
  form: { values: Record<string, string>; keep: boolean; connectionId: string | null },
): Promise<{ id: string; again: boolean }> {
  await requireRunning(provider.id, "linking");
  await limit(`links:${actor.userId}`, env().RATE_LIMIT_LINKS_PER_HOUR, HOUR_MS);
  const connectionId = await reconnected(actor, provider, form.connectionId);
  const given: Grant = { kind: "api-key", values: checkedValues(provider, form.values) };
  const held = { client: null, tokens: null, grant: given, accountId: null };
  const tokens = await renew(provider, held, { insist: true }).catch(asLinkFailure);
  const grant = tokens.grant ?? given;
  const account = await ask(provider, provider.account(tokens, grant), { insist: true, aside: true }).catch(
    asLinkFailure,
  );
  return saveLink(actor, provider, {
    tokens,
    grant: form.keep ? grant : provider.forget(grant),
    account,
    requestedScopes: null,
    connectionId,
  });
}

/** The provider's own fields and nothing else; throws `invalid_input` naming the field. */
function checkedValues(provider: ApiKey, values: Record<string, string>): Record<string, string> {
  const checked: Record<string, string> = {};
  for (const { name, required, options } of provider.fields) {
    const value = (values[name] ?? "").trim();
    if (value === "" && required === true) throw new Failure("invalid_input", name);
    // A key travels in headers and JSON: visible ASCII only.
    if (value.length > LONGEST_VALUE || !/^[\x21-\x7e]*$/.test(value))
      throw new Failure("invalid_input", name);
    if (options !== undefined && value !== "" && !options.some((option) => option.value === value))
      throw new Failure("invalid_input", name);
    if (value !== "") checked[name] = value;
  }
  return checked;
}
