import { currentPerson } from "#lib/auth";
import { now } from "#lib/clock";
import { sentenceOf } from "#lib/live/sentence";
import { missed, watch } from "#lib/live/watch";

export const dynamic = "force-dynamic";

const ALIVE_EVERY_MS = 25_000;

/**
 * Changes to the person's connections as server-sent events (HTML Living Standard §9.2). An event's id is
 * its instant, so that a browser which lost the line hears what it missed.
 */
export async function GET(request: Request) {
  const actor = await currentPerson();
  if (actor === null) return new Response(null, { status: 401 });
  const since = instant(
    request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("since"),
  );
  const encoder = new TextEncoder();
  let leave = () => {};
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      const say = (text: string) => controller.enqueue(encoder.encode(text));
      const alive = setInterval(() => say(":\n\n"), ALIVE_EVERY_MS).unref();
      const stop = watch(
        actor,
        (change) => say(written(change)),
        () => {
          leave();
          controller.close();
        },
      );
      leave = () => {
        clearInterval(alive);
        stop();
        leave = () => {};
      };
      request.signal.addEventListener("abort", () => leave());
      say("retry: 2000\n\n");
      for (const change of await missed(actor, since)) say(written(change));
    },
    cancel: () => leave(),
  });
  return new Response(stream, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      // Compressing would hold events back until a block is full; so would some proxies.
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

type Told = Parameters<typeof sentenceOf>[0];

function written(change: Told): string {
  const data = JSON.stringify({ connection: change.connectionId, sentence: sentenceOf(change) });
  return `id: ${change.at.getTime()}\nevent: change\ndata: ${data}\n\n`;
}

function instant(text: string | null): Date {
  const time = text !== null && /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  const at = now();
  // Nobody needs more than the last hour again.
  return new Date(Math.max(Number.isNaN(time) ? at.getTime() : time, at.getTime() - 3_600_000));
}
