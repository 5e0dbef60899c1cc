export const dynamic = "force-dynamic";

/** The process is up and answers. */
export function GET() {
  return Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
}
