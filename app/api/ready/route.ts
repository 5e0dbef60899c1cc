import { isReady } from "#lib/ready";

export const dynamic = "force-dynamic";

/** The process can do its work: the database answers. */
export async function GET() {
  const ready = await isReady();
  return Response.json(
    { status: ready ? "ready" : "database_unreachable" },
    { status: ready ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}
