import { knownProvider } from "#lib/connections/link";
import { receiveWebhook } from "#lib/connections/webhook";
import { Failure } from "#lib/errors";
import { unexpected } from "#lib/log";
import { limitedText } from "#lib/route";

/** Webhooks in: the raw text is verified before anything of it is read, stored, and answered before it is acted on. */
export async function POST(request: Request, { params }: { params: Promise<{ provider: string }> }) {
  try {
    const provider = knownProvider((await params).provider);
    const body = await limitedText(request);
    await receiveWebhook(provider, { headers: Object.fromEntries(request.headers), body });
    return new Response(null, { status: 200 });
  } catch (error) {
    const { code, status, retryAfterMs } = error instanceof Failure ? error : unexpected(error);
    return new Response(null, {
      status,
      headers: {
        // The rest of what is too large is not waited for.
        ...(code === "too_large" ? { connection: "close" } : {}),
        ...(retryAfterMs === undefined ? {} : { "retry-after": String(Math.ceil(retryAfterMs / 1_000)) }),
      },
    });
  }
}
