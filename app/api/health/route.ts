import { sweptAt } from "#lib/sweep/sweep";

export const dynamic = "force-dynamic";

/** The process is up and answers; `sweptAt` is when it last looked after what is due. */
export function GET() {
  return Response.json(
    { status: "ok", sweptAt: sweptAt()?.toISOString() ?? null },
    { headers: { "cache-control": "no-store" } },
  );
}
