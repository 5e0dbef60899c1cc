import { ReadableStream, TextEncoderStream } from "node:stream/web";
import { type ExportFormat, exportFormats, exportLog } from "#lib/audit/export";
import { logPath, readLogWish } from "#lib/audit/wish";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { formRoute } from "#lib/route";

/** A post, since the download itself is an entry of the log. */
export const POST = formRoute(
  async ({ actor, form }) => {
    const { format } = form;
    if (!isFormat(format)) throw new Failure("invalid_input", "format");
    const pieces = ReadableStream.from(await exportLog(actor, readLogWish(form), format));
    return new Response(pieces.pipeThrough(new TextEncoderStream()) as BodyInit, {
      headers: {
        "content-type": exportFormats[format],
        "content-disposition": `attachment; filename="patchbay-log-${now().toISOString().slice(0, 10)}.${format}"`,
        "cache-control": "no-store",
      },
    });
  },
  (_, form) => logPath(readLogWish(form)),
);

const isFormat = (text: string | undefined): text is ExportFormat =>
  text !== undefined && Object.hasOwn(exportFormats, text);
