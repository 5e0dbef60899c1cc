import { ReadableStream, TextEncoderStream } from "node:stream/web";
import { currentPerson } from "#lib/auth";
import { now } from "#lib/clock";
import { exportAccount } from "#lib/people/export";
import { seeOther } from "#lib/route";

/** Everything that is kept about the person, as a file. */
export async function GET(): Promise<Response> {
  const actor = await currentPerson();
  if (actor === null) return seeOther("/sign-in?returnTo=/account");
  const pieces = ReadableStream.from(exportAccount(actor)).pipeThrough(new TextEncoderStream());
  return new Response(pieces as BodyInit, {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="patchbay-${now().toISOString().slice(0, 10)}.json"`,
      "cache-control": "no-store",
    },
  });
}
