import type { VendorRequest } from "./http.ts";

export type RecordedRequest = {
  id: number;
  time: string;
  vendor: string | null;
  method: string;
  host: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  /** 0: the connection was dropped without an answer. Null: not answered yet. */
  status: number | null;
  fault: string | null;
};

const kept = 2000;
const keptBody = 16_384;

/** The last requests received, oldest first. */
export function createRequestLog() {
  let requests: RecordedRequest[] = [];
  let lastId = 0;
  return {
    list: (vendor?: string | null) => requests.filter((request) => !vendor || request.vendor === vendor),
    clear() {
      requests = [];
    },
    add(request: VendorRequest, vendor: string | null, now: number, fault: string | null): RecordedRequest {
      const recorded: RecordedRequest = {
        id: ++lastId,
        time: new Date(now).toISOString(),
        vendor,
        method: request.method,
        host: request.host,
        path: request.path,
        query: Object.fromEntries(request.query),
        headers: { ...request.headers },
        body: request.body.slice(0, keptBody),
        status: null,
        fault,
      };
      requests.push(recorded);
      // Cut in lumps: shifting two thousand entries on each request would cost more than the request.
      if (requests.length >= kept * 1.1) requests = requests.slice(-kept);
      return recorded;
    },
  };
}

export type RequestLog = ReturnType<typeof createRequestLog>;
