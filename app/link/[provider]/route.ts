import { browserName } from "#lib/browser";
import { knownProvider, startLink } from "#lib/connections/link";
import { linkWithKey } from "#lib/connections/link-with-key";
import { formRoute, leave, withQuery } from "#lib/route";

/** Starts a link: off to the vendor, or, where a key was pasted, straight to the result. */
export const POST = formRoute<{ provider: string }>(
  async ({ params, form, actor }) => {
    const provider = knownProvider(params.provider);
    const connectionId = form.connection || null;
    if (provider.flow === "api-key") {
      const keep = form.keep === "yes";
      const { id, again } = await linkWithKey(actor, provider, { values: form, keep, connectionId });
      return withQuery(`/connections/${id}`, { done: again ? "relinked" : "linked" });
    }
    const arrival = form.arrival || null;
    return leave(await startLink(actor, provider, { browser: await browserName(), connectionId, arrival }));
  },
  ({ provider }, form) =>
    withQuery(`/connect/${encodeURIComponent(provider)}`, {
      connection: form.connection,
      arrival: form.arrival,
      environment: form.environment,
      keep: form.apiKey === undefined ? undefined : (form.keep ?? "no"),
    }),
);
