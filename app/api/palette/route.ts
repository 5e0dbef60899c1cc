import { currentPerson } from "#lib/auth";
import { catalogue } from "#lib/connections/catalogue";
import { listConnections } from "#lib/connections/read";

export const dynamic = "force-dynamic";

/** Where the person can go, for the command palette: their own accounts and what can be linked. */
export async function GET() {
  const actor = await currentPerson();
  if (actor === null) return new Response(null, { status: 401 });
  const accounts = (await listConnections(actor)).map(({ id, label, account, vendor, state }) => ({
    href: `/connections/${id}`,
    words: label ?? account.name,
    detail: `${vendor.name} · ${state.label.replace(/,.*/, "")}`,
  }));
  const vendors = catalogue()
    .filter(({ configured }) => configured)
    .map(({ id, name }) => ({ href: `/connect/${id}`, words: `Connect ${name}`, detail: "" }));
  return Response.json({ accounts, vendors }, { headers: { "cache-control": "no-store" } });
}
