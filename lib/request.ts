import "#lib/server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import type { ActorKind } from "#db/schema";

/** Who does something, as the audit log names them. */
export type Doer = { kind: ActorKind; id: string | null; name: string | null };

/** What is known of the request that is being answered; `doer` from the moment they are recognised. */
export type RequestContext = { id: string | null; address: string | null; doer: Doer | null };

// Next bundles its own copy of this module beside the server's, so the one storage lives on globalThis.
const holder = globalThis as typeof globalThis & { patchbayRequest?: AsyncLocalStorage<RequestContext> };
holder.patchbayRequest ??= new AsyncLocalStorage();
const storage = holder.patchbayRequest;

/** Runs `answer`, and all that comes of it, as part of one request. */
export function inRequest<T>(context: RequestContext, answer: () => T): T {
  return storage.run(context, answer);
}

export function currentRequest(): RequestContext | null {
  return storage.getStore() ?? null;
}

/** Notes who the request comes from; whatever it changes is theirs in the audit log. */
export function recognise(doer: Doer): void {
  const request = storage.getStore();
  if (request !== undefined) request.doer = doer;
}

/** Somebody whom nobody has recognised. */
export const NOBODY: Doer = { kind: "person", id: null, name: null };

/** Who the present request comes from, or whoever is named where it does not say. */
export const doerOr = (otherwise: Doer): Doer => storage.getStore()?.doer ?? otherwise;

/** Patchbay by itself: the sweep, and what a vendor's message leads to. */
export const PATCHBAY: Doer = { kind: "patchbay", id: null, name: null };
