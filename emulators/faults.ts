import type { VendorRequest } from "./http.ts";

const kinds = [
  "status",
  "process-then-status",
  "delay",
  "hang",
  "drop-before-read",
  "process-then-drop",
  "malformed",
  "html",
  "empty",
  "cut-scope",
  "huge",
  "slow-body",
  "redirect",
] as const;

type FaultKind = (typeof kinds)[number];

/** What goes wrong with the next `times` matching requests. */
export type Fault = {
  id: number;
  vendor: string;
  kind: FaultKind;
  times: number;
  path?: string;
  method?: string;
  status?: number;
  delayMs?: number;
  body?: string;
  headers?: Record<string, string>;
  retryAfter?: number;
  location?: string;
  bytes?: number;
};

export type Faults = {
  list(): Fault[];
  add(input: Record<string, unknown>): Fault | string;
  clear(vendor?: string): void;
  /** Uses up one occurrence of the first fault that fits. */
  next(vendor: string, request: VendorRequest): Fault | undefined;
};

export function createFaults(): Faults {
  let faults: Fault[] = [];
  let lastId = 0;
  return {
    list: () => faults,
    add(input) {
      const fault = readFault(input, lastId + 1);
      if (typeof fault === "string") return fault;
      lastId = fault.id;
      faults.push(fault);
      return fault;
    },
    clear(vendor) {
      faults = vendor ? faults.filter((fault) => fault.vendor !== vendor) : [];
    },
    next(vendor, request) {
      const fault = faults.find((candidate) => fits(candidate, vendor, request));
      if (!fault) return undefined;
      fault.times--;
      if (fault.times <= 0) faults = faults.filter((other) => other !== fault);
      return { ...fault };
    },
  };
}

function fits(fault: Fault, vendor: string, request: VendorRequest) {
  if (fault.vendor !== "*" && fault.vendor !== vendor) return false;
  if (fault.method && fault.method.toUpperCase() !== request.method) return false;
  // Without a path only API calls fail: a person's click on a page should not use up the fault.
  if (!fault.path) return !request.headers.accept?.includes("text/html");
  const path = fault.path.replace(/^https?:\/\//, "");
  const where = path.startsWith("/") ? request.path : request.host + request.path;
  return path.endsWith("*") ? where.startsWith(path.slice(0, -1)) : where === path;
}

function readFault(input: Record<string, unknown>, id: number): Fault | string {
  const kind = kinds.find((known) => known === input.kind);
  if (!kind) return `kind must be one of ${kinds.join(", ")}`;
  if (typeof input.vendor !== "string" || input.vendor === "") return "vendor is missing (an id, or *)";
  const times = Number(input.times ?? 1);
  if (!Number.isInteger(times) || times < 1) return "times must be a whole number above 0";
  const fault: Fault = { id, vendor: input.vendor, kind, times };
  for (const name of ["path", "method", "location"] as const) {
    if (input[name]) fault[name] = String(input[name]);
  }
  for (const name of ["status", "delayMs", "retryAfter", "bytes"] as const) {
    if (input[name] !== undefined && input[name] !== "") fault[name] = Number(input[name]);
  }
  if (input.body !== undefined) {
    fault.body = typeof input.body === "string" ? input.body : JSON.stringify(input.body);
  }
  if (input.headers && typeof input.headers === "object") {
    fault.headers = input.headers as Record<string, string>;
  }
  return fault;
}
