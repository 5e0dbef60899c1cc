import { pathWith, readWish } from "#lib/admin/wish";
import { requireNumber } from "#lib/bulk/number";
import { bulkActions, startBulk } from "#lib/bulk/start";
import { Failure } from "#lib/errors";
import { formRoute } from "#lib/route";

export const POST = formRoute(async ({ form, actor }) => {
  const action = bulkActions.find((each) => each === form.action);
  if (action === undefined) throw new Failure("invalid_input", "action");
  const chosen =
    form.scope === "all"
      ? { wish: readWish(Object.fromEntries(new URLSearchParams(form.filter ?? ""))) }
      : { ids: ticked(form) };
  await requireNumber(actor, action, chosen, form.number);
  return `/admin/connections/bulk/${await startBulk(actor, action, chosen)}`;
}, askedAgain);

/** The page that asked, with what was chosen. */
function askedAgain(_: object, form: Record<string, string>): string {
  const query = new URLSearchParams(form.filter);
  query.set("action", form.action ?? "");
  query.set("scope", form.scope ?? "");
  for (const id of ticked(form)) query.append("pick", id);
  return pathWith("/admin/connections/bulk/new", query);
}

const ticked = (form: Record<string, string>) => (form.ticked ?? "").split(",").filter((id) => id !== "");
