/** The part of compression 1.8 that is used here; the package brings no types, and those that exist bring a framework. */
declare module "compression" {
  import type { IncomingMessage, ServerResponse } from "node:http";
  import type { BrotliOptions } from "node:zlib";

  type Options = {
    filter?: (request: IncomingMessage, response: ServerResponse) => boolean;
    brotli?: BrotliOptions;
  };

  export default function compression(
    options?: Options,
  ): (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
}
