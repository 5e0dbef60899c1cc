import "#lib/server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import type { Attributes, Span, Tracer } from "@opentelemetry/api";

/**
 * A piece of work as a span of a trace, where traces are made (lib/tracing/start.ts); else the work alone, at
 * no cost. Attributes are ids, names and codes: never an address with its query, a header or a body.
 */

type Tracing = { tracer: Tracer; child: (tracer: Tracer, name: string, parent: Span | null) => Span };

// On globalThis because Next bundles its own copy of this module.
const holder = globalThis as typeof globalThis & {
  patchbayTracing?: Tracing;
  patchbaySpan?: AsyncLocalStorage<Span>;
};
holder.patchbaySpan ??= new AsyncLocalStorage();
const current = holder.patchbaySpan;

export function setTracing(tracing: Tracing | undefined): void {
  if (tracing === undefined) delete holder.patchbayTracing;
  else holder.patchbayTracing = tracing;
}

/** `outcome` adds what is known only at the end. */
export async function traced<T>(
  name: string,
  attributes: Attributes,
  work: () => Promise<T>,
  outcome?: (result: T) => Attributes,
): Promise<T> {
  const tracing = holder.patchbayTracing;
  if (tracing === undefined) return work();
  const span = tracing.child(tracing.tracer, name, current.getStore() ?? null);
  span.setAttributes(attributes);
  try {
    const result = await current.run(span, work);
    if (outcome !== undefined) span.setAttributes(outcome(result));
    return result;
  } catch (error) {
    // A message may quote what must not leave; our failures have a code, others a name.
    const { code, name: kind } = error as { code?: unknown; name?: unknown };
    span.setAttribute("error.type", String(code ?? kind ?? "unknown"));
    span.setStatus({ code: ERROR });
    throw error;
  } finally {
    span.end();
  }
}

/** SpanStatusCode.ERROR, without loading the package that names it. */
const ERROR = 2;
