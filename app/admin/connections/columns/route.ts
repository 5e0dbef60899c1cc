import { cookies } from "next/headers";
import { type Column, columns, pathWith, readWish, wishQuery } from "#lib/admin/wish";
import { columnsCookie, cookieOptions } from "#lib/cookies";
import { requireAdministrator } from "#lib/people/administrator";
import { formRoute } from "#lib/route";

const YEAR_SECONDS = 31_536_000;
const room = "/admin/connections";

/** The columns are part of the address, so that it can be handed on, and remembered for the next visit. */
export const POST = formRoute(
  async ({ form, actor }) => {
    requireAdministrator(actor);
    const chosen = (Object.keys(columns) as Column[]).filter((name) => form[name] !== undefined).join(",");
    const options = { ...cookieOptions(), maxAge: YEAR_SECONDS };
    (await cookies()).set(columnsCookie(), chosen, options);
    const query = wishQuery(readWish(Object.fromEntries(new URLSearchParams(form.filter ?? ""))));
    query.set("columns", chosen);
    return pathWith(room, query);
  },
  () => room,
);
