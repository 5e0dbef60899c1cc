import { readWish } from "#lib/admin/wish";
import { bulkActions, startBulk } from "#lib/bulk/start";
import { Failure } from "#lib/errors";
import { formRoute } from "#lib/route";

export const POST = formRoute(
  async ({ form, actor }) => {
    const action = bulkActions.find((each) => each === form.action);
    if (action === undefined) throw new Failure("invalid_input", "action");
    const chosen =
      form.scope === "all"
        ? { wish: readWish(Object.fromEntries(new URLSearchParams(form.filter ?? ""))) }
        : { ids: (form.ticked ?? "").split(",").filter((id) => id !== "") };
    return `/admin/connections/bulk/${await startBulk(actor, action, chosen)}`;
  },
  () => "/admin/connections",
);
