import { outcomeOf } from "#lib/customers/sessions";
import { Failure } from "#lib/errors";
import { unexpected } from "#lib/log";

/** What came of a session so far; only the page that the session names may ask from elsewhere (CORS). */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  try {
    const { origin, ...outcome } = await outcomeOf((await params).id);
    const asking = request.headers.get("origin");
    return Response.json(outcome, {
      headers: {
        "cache-control": "no-store",
        vary: "origin",
        ...(asking !== null && asking === origin ? { "access-control-allow-origin": asking } : {}),
      },
    });
  } catch (error) {
    const failure = error instanceof Failure ? error : unexpected(error);
    return Response.json(
      { code: failure.code },
      { status: failure.status, headers: { "cache-control": "no-store" } },
    );
  }
}
