import "#lib/server-only";
import { Gauge, Registry } from "prom-client";
import {
  countConnectionsByState,
  countOpenIncidents,
  countQueues,
  countWebhookEndpoints,
  longestDue,
} from "#db/figures-now";
import { now } from "#lib/clock";
import { providers } from "#lib/providers/index";
import { lastSweepMs } from "#lib/sweep/timer";
import { circuitOf, isOpen } from "#lib/vendors/circuit";
import { metrics } from "./registry.ts";

/** Everything as text for Prometheus: what this process counted, and what the database says right now. */
export async function exposition(): Promise<{ type: string; text: string }> {
  const asked = new Registry();
  await Promise.all([queues(asked), incidents(asked), connections(asked), endpoints(asked)]);
  circuits(asked);
  gauge(
    asked,
    "patchbay_sweep_age_seconds",
    "Since this process last began a sweep; 0: it never sweeps.",
  ).set(lastSweepMs() / 1000);
  const all = Registry.merge([metrics.registry, asked]);
  return { type: all.contentType, text: await all.metrics() };
}

const gauge = <Label extends string>(registry: Registry, name: string, help: string, labels: Label[] = []) =>
  new Gauge({ name, help, labelNames: labels, registers: [registry] });

async function queues(registry: Registry): Promise<void> {
  const at = now();
  const [due, since] = await Promise.all([countQueues(at), longestDue(at)]);
  const size = gauge(registry, "patchbay_queue_size", "What is due and not done.", ["queue"]);
  for (const [queue, amount] of Object.entries(due)) size.set({ queue }, amount);
  gauge(registry, "patchbay_sweep_lag_seconds", "How late the longest due connection is.").set(
    since === null ? 0 : Math.max(0, at.getTime() - since.getTime()) / 1000,
  );
}

async function incidents(registry: Registry): Promise<void> {
  const open = gauge(registry, "patchbay_open_incidents", "Vendors in trouble.", ["vendor", "kind"]);
  for (const vendor of Object.keys(providers))
    for (const kind of ["outage", "client"]) open.set({ vendor, kind }, 0);
  for (const { provider, kind, amount } of await countOpenIncidents())
    open.set({ vendor: provider, kind }, amount);
}

function circuits(registry: Registry): void {
  const open = gauge(registry, "patchbay_circuit_open", "1 while this process lets a vendor alone.", [
    "vendor",
  ]);
  for (const vendor of Object.keys(providers)) open.set({ vendor }, isOpen(circuitOf(vendor)) ? 1 : 0);
}

const KEPT_MS = 60_000;
let counted: { atMs: number; rows: ReturnType<typeof countConnectionsByState> } | null = null;

/** Counting all connections takes its time, so the same answer serves for a minute. */
async function connections(registry: Registry): Promise<void> {
  if (counted === null || performance.now() - counted.atMs > KEPT_MS) {
    counted = { atMs: performance.now(), rows: countConnectionsByState() };
    counted.rows.catch(() => {
      counted = null;
    });
  }
  const all = gauge(registry, "patchbay_connections", "Connections by vendor and state.", [
    "vendor",
    "state",
  ]);
  for (const { provider, status, amount } of await counted.rows)
    all.set({ vendor: provider, state: status }, amount);
}

async function endpoints(registry: Registry): Promise<void> {
  const { all, failing, disabled } = await countWebhookEndpoints();
  const states = gauge(registry, "patchbay_webhook_endpoints", "Webhook endpoints by state.", ["state"]);
  states.set({ state: "working" }, all - failing - disabled);
  states.set({ state: "failing" }, failing);
  states.set({ state: "disabled" }, disabled);
}
