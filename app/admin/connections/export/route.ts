import { exportConnections } from "#lib/admin/export";
import { readWish } from "#lib/admin/wish";
import { now } from "#lib/clock";
import { formRoute } from "#lib/route";

/** A post, since it is written down who took the list away. */
export const POST = formRoute(
  async ({ form, actor }) => {
    const wish = readWish(Object.fromEntries(new URLSearchParams(form.filter ?? "")));
    const day = now().toISOString().slice(0, 10);
    return new Response(await exportConnections(actor, wish), {
      headers: {
        "content-type": "text/csv; charset=utf-8; header=present",
        "content-disposition": `attachment; filename="connections-${day}.csv"`,
        "cache-control": "no-store",
      },
    });
  },
  () => "/admin/connections",
);
