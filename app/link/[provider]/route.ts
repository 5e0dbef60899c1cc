import { cookies } from "next/headers";
import { knownProvider, startLink } from "#lib/connections/link";
import { linkWithKey } from "#lib/connections/link-with-key";
import { browserCookie, cookieOptions } from "#lib/cookies";
import { secret } from "#lib/random";
import { formRoute, leave, withQuery } from "#lib/route";

const BROWSER_SECONDS = 86_400;

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
    return leave(await startLink(actor, provider, { browser: await browser(), connectionId, arrival }));
  },
  ({ provider }, form) =>
    withQuery(`/connect/${encodeURIComponent(provider)}`, {
      connection: form.connection,
      arrival: form.arrival,
      environment: form.environment,
      keep: form.apiKey === undefined ? undefined : (form.keep ?? "no"),
    }),
);

/** The random name of this browser, which an attempt is bound to. */
async function browser(): Promise<string> {
  const jar = await cookies();
  const name = jar.get(browserCookie())?.value ?? secret();
  jar.set(browserCookie(), name, { ...cookieOptions(), maxAge: BROWSER_SECONDS });
  return name;
}
