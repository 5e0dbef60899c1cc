import "#lib/server-only";
import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";

/** What this process counts and times. Names and labels are part of docs/operations.md. */

const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25];

function make() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: "patchbay_" });
  return {
    registry,
    requests: new Histogram({
      name: "patchbay_http_request_seconds",
      help: "Requests answered, by class of route.",
      labelNames: ["class", "method", "status"],
      buckets: SECONDS,
      registers,
    }),
    tokenReads: new Counter({
      name: "patchbay_token_reads_total",
      help: "Access tokens handed out to back ends.",
      registers,
    }),
    events: new Counter({
      name: "patchbay_connection_events_total",
      help: "What happened to connections here: renewed, renewal_failed, refused, linked, …",
      labelNames: ["kind", "vendor"],
      registers,
    }),
    vendorCalls: new Histogram({
      name: "patchbay_vendor_request_seconds",
      help: "Calls to vendors, by how they ended.",
      labelNames: ["vendor", "outcome"],
      buckets: SECONDS,
      registers,
    }),
    deliveries: new Counter({
      name: "patchbay_webhook_tries_total",
      help: "Tries to deliver messages to the host application.",
      labelNames: ["outcome"],
      registers,
    }),
  };
}

// On globalThis because Next bundles its own copy of this module.
const holder = globalThis as typeof globalThis & { patchbayMetrics?: ReturnType<typeof make> };
holder.patchbayMetrics ??= make();

export const metrics = holder.patchbayMetrics;
