import { browserName } from "#lib/browser";
import { knownProvider, startLink } from "#lib/connections/link";
import { linkWithKey } from "#lib/connections/link-with-key";
import { noteSessionOutcome, requireAllowed } from "#lib/customers/sessions";
import { customerRoute, leave, withQuery } from "#lib/route";

/** Starts a link for a customer: off to the vendor, or, where a key was pasted, straight to the result. */
export const POST = customerRoute<{ id: string; provider: string }>(
  async ({ params, form, actor }) => {
    const provider = knownProvider(params.provider);
    const connectionId = form.connection || null;
    requireAllowed(actor, provider.id, connectionId);
    if (provider.flow !== "api-key")
      return leave(
        await startLink(actor, provider, { browser: await browserName(), connectionId, arrival: null }),
      );
    const keep = form.keep === "yes";
    const { id, again } = await linkWithKey(actor, provider, { values: form, keep, connectionId });
    await noteSessionOutcome(actor, "linked", id);
    return withQuery(`/connect-session/${params.id}`, {
      done: again ? "relinked" : "linked",
      connection: id,
    });
  },
  ({ id, provider }, form) =>
    withQuery(`/connect-session/${id}/connect/${encodeURIComponent(provider)}`, {
      connection: form.connection,
      environment: form.environment,
      keep: form.apiKey === undefined ? undefined : (form.keep ?? "no"),
    }),
);
