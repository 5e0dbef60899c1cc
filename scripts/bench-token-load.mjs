import { readFileSync } from "node:fs";
import autocannon from "autocannon";

/** Asks for tokens at random and prints what came back; a process of its own, so that it may have a core of its own. */
const { url, key, ids, seconds, clients, perSecond } = JSON.parse(readFileSync(0, "utf8"));

const result = await autocannon({
  url,
  connections: clients,
  duration: seconds,
  ...(perSecond === undefined ? {} : { overallRate: perSecond }),
  headers: { authorization: `Bearer ${key}` },
  setupClient: (client) =>
    client.setRequests(
      ids
        .map((id) => ({ method: "GET", path: `/api/v1/connections/${id}/token`, order: Math.random() }))
        .sort((a, b) => a.order - b.order)
        .map(({ method, path }) => ({ method, path })),
    ),
});

process.stdout.write(
  JSON.stringify({
    requests: result.requests.total,
    perSecond: result.requests.total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors + result.timeouts,
  }),
);
