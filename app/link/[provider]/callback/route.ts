import { cookies } from "next/headers";
import { currentPerson } from "#lib/auth";
import { type Finish, finishLink } from "#lib/connections/finish";
import { knownProvider } from "#lib/connections/link";
import { browserCookie } from "#lib/cookies";
import { customerOfState, isCustomersState } from "#lib/customers/current";
import { type Customer, noteSessionOutcome } from "#lib/customers/sessions";
import { Failure } from "#lib/errors";
import { unexpected } from "#lib/log";
import { leave, seeOther, withQuery } from "#lib/route";

/** Finishes a link. The answer is always a redirect to a clean address: the one that came holds a code. */
export async function GET(request: Request, { params }: { params: Promise<{ provider: string }> }) {
  const { provider: id } = await params;
  try {
    const provider = knownProvider(id);
    const query = new URL(request.url).searchParams;
    const customer = await customerOfState(query.get("state"));
    const [actor, jar] = [customer ?? (await currentPerson()), await cookies()];
    const finish = await finishLink(provider, {
      actor,
      browser: jar.get(browserCookie())?.value ?? null,
      query,
    });
    if (customer !== null) return seeOther(await toCustomer(customer, finish));
    if (finish.kind === "problem" && (await isCustomersState(query.get("state"))))
      return seeOther(withQuery("/connect-session/over", { problem: finish.code }));
    if (finish.kind === "linked" && finish.closingUrl !== null) return leave(finish.closingUrl);
    return seeOther(destination(id, finish, actor !== null));
  } catch (error) {
    const failure = error instanceof Failure ? error : unexpected(error);
    const provider = failure.code === "not_found" ? null : id;
    return seeOther(withQuery("/connections", { problem: failure.code, provider }));
  }
}

/** Back to the customer's own page; what came of it is noted for the host. */
async function toCustomer(customer: Customer, finish: Finish): Promise<string> {
  const page = `/connect-session/${customer.session.id}`;
  if (finish.kind === "problem") {
    if (finish.code === "link_denied") await noteSessionOutcome(customer, "denied", null);
    return withQuery(page, { problem: finish.code });
  }
  await noteSessionOutcome(customer, "linked", finish.connectionId);
  return withQuery(page, { done: finish.done, connection: finish.connectionId });
}

function destination(provider: string, finish: Finish, signedIn: boolean): string {
  if (finish.kind === "linked")
    return withQuery(`/connections/${finish.connectionId}`, { done: finish.done });
  const problem = { problem: finish.code };
  // An install begun at the vendor, or an answer to nothing: the safe way on is a flow of our own.
  if (finish.code === "link_unknown") {
    const page = withQuery(`/connect/${provider}`, problem);
    return signedIn ? page : withQuery("/sign-in", { returnTo: page });
  }
  // Whoever signs in now comes to the page where it can be begun anew.
  if (!signedIn) return withQuery("/sign-in", { ...problem, returnTo: `/connect/${provider}` });
  return finish.connectionId === null
    ? withQuery("/connections", { ...problem, provider })
    : withQuery(`/connections/${finish.connectionId}`, problem);
}
