import "#lib/server-only";
import type { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { store } from "#db/store";
import { env } from "#lib/env";
import { setTracing, traced } from "./span.ts";

/**
 * Begins to make traces where OTEL_EXPORTER_OTLP_ENDPOINT says where they go; nothing is loaded otherwise. The
 * tracer is not made everybody's (no global registration): Next's own spans carry whole addresses, and those
 * of callbacks hold codes.
 */
export async function startTracing(): Promise<() => Promise<void>> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT } = env();
  if (OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return async () => {};
  const [
    { ROOT_CONTEXT, trace },
    { BatchSpanProcessor, NodeTracerProvider: Provider },
    { OTLPTraceExporter },
  ] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/sdk-trace-node"),
    import("@opentelemetry/exporter-trace-otlp-http"),
  ]);
  const exporter = new OTLPTraceExporter({ url: `${OTEL_EXPORTER_OTLP_ENDPOINT}/v1/traces` });
  const provider = new Provider({
    resource: named("patchbay"),
    spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: 1_000 })],
  });
  setTracing({
    tracer: provider.getTracer("patchbay"),
    child: (tracer, name, parent) =>
      tracer.startSpan(name, {}, parent === null ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent)),
  });
  traceDatabase();
  return async () => {
    setTracing(undefined);
    // A collector that is away holds nobody's goodbye up for long.
    await provider.shutdown().catch(() => {});
  };
}

type Resource = NonNullable<NonNullable<ConstructorParameters<typeof NodeTracerProvider>[0]>["resource"]>;

/** What every span says of where it comes from. */
function named(service: string): Resource {
  const attributes = { "service.name": service };
  return {
    attributes,
    merge: () => named(service),
    getRawAttributes: () => Object.entries(attributes),
  };
}

/** Batches are what changes things; what each statement is would be told by its table, and is not worth it. */
function traceDatabase(): void {
  const opened = store();
  const { atomically, dialect } = opened;
  opened.atomically = (batch) =>
    traced(
      "database batch",
      {
        "db.system.name": dialect === "sqlite" ? "sqlite" : "postgresql",
        "patchbay.statements": batch.length,
      },
      () => atomically(batch),
      (rows) => ({ "patchbay.committed": rows !== null }),
    );
}
