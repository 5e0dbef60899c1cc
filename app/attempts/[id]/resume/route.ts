import { resumeLink } from "#lib/connections/cancel";
import { formRoute } from "#lib/route";

/** A cancelled attempt waits again, for as long as it would have. */
export const POST = formRoute<{ id: string }>(
  async ({ params, actor }) => {
    const mends = await resumeLink(actor, params.id);
    return `${mends === null ? "/connections" : `/connections/${mends}`}?done=resumed`;
  },
  () => "/connections",
);
