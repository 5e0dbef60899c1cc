import { isSweeping } from "#lib/sweep/timer";

export const dynamic = "force-dynamic";

/** The process is up, answers, and looks after what is due as often as it should. */
export function GET() {
  const well = isSweeping();
  return Response.json(
    { status: well ? "ok" : "sweep_stalled" },
    { status: well ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}
