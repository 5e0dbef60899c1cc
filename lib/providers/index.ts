import { apiVideo } from "./api-video.ts";
import { gist } from "./gist.ts";
import type { Provider } from "./types.ts";
import { wistia } from "./wistia.ts";
import { wix } from "./wix.ts";
import { wixAdvanced } from "./wix-advanced.ts";

/** The registry; a new provider is one line. The order is the catalogue's. */
export const providers: Record<string, Provider> = {
  wistia,
  gist,
  "api-video": apiVideo,
  wix,
  "wix-advanced": wixAdvanced,
};

/** The provider of that id, if there is one. */
export function findProvider(id: string): Provider | undefined {
  return Object.hasOwn(providers, id) ? providers[id] : undefined;
}
