import * as registered from "./registry.ts";
import type { Provider } from "./types.ts";

/** By id. The order is the alphabet's, which is the catalogue's too. */
export const providers: Record<string, Provider> = Object.fromEntries(
  Object.values(registered).map((provider: Provider) => [provider.id, provider]),
);

/** The provider of that id, if there is one. */
export function findProvider(id: string): Provider | undefined {
  return Object.hasOwn(providers, id) ? providers[id] : undefined;
}
