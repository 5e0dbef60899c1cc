import "#lib/server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import { constants } from "node:zlib";
import compression from "compression";

/** Events that arrive one by one have to arrive at once, and are short. */
const isText = /^(text\/(?!event-stream)|application\/([a-z.-]+\+)?(json|javascript)\b|image\/svg)/;

const squeeze = compression({
  filter: (_, response) =>
    ![204, 206, 304].includes(response.statusCode) && isText.test(String(response.getHeader("content-type"))),
  // At 5 it takes as long as gzip does, and it remembers half a megabyte: gzip has forgotten after 32 KB what a page
  // said when the data behind the page says it again.
  brotli: {
    params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 19 },
  },
});

/** Makes what is written into an answer from here on smaller on its way, where that helps and is understood. */
export function compress(request: IncomingMessage, response: ServerResponse): void {
  squeeze(request, response, () => {});
}
