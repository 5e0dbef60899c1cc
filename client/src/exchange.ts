import { problemOf, retryAfterMs } from "./problem.ts";

export type Options = {
  /** Where Patchbay is: "https://patchbay.example.com". */
  url: string;
  apiKey: string;
  /** How often a request that may be repeated is tried in all. */
  tries?: number;
  /** How long one try may take. */
  timeoutMs?: number;
  /** For tests, and for environments that bring their own. */
  fetch?: typeof fetch;
};

const LONGEST_PAUSE_MS = 10_000;

export type Asked = { method?: string; query?: Record<string, string | number | undefined>; body?: unknown };

/** One request to the API, repeated where Patchbay is busy or away. Throws `PatchbayProblem`. */
export async function exchange<Answer>(options: Options, path: string, asked: Asked = {}): Promise<Answer> {
  const { method = "GET", query = {}, body } = asked;
  const url = new URL(`${options.url.replace(/\/+$/, "")}/api/v1/${path}`);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, String(value));
  const headers: Record<string, string> = {
    authorization: `Bearer ${options.apiKey}`,
    accept: "application/json",
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    // The same for every try, so that a change happens once however often it had to be asked for.
    ...(method === "GET" ? {} : { "idempotency-key": crypto.randomUUID() }),
  };
  const send = () =>
    (options.fetch ?? fetch)(url, {
      method,
      headers,
      signal: AbortSignal.timeout(options.timeoutMs ?? 30_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const answer = await repeatedly(send, options.tries ?? 3);
  if (!answer.ok) throw await problemOf(answer);
  return (answer.status === 204 ? undefined : await answer.json()) as Answer;
}

async function repeatedly(send: () => Promise<Response>, tries: number): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const last = attempt >= tries;
    try {
      const answer = await send();
      if (last || !passes(answer)) return answer;
      await answer.body?.cancel();
      await pause(Math.min(LONGEST_PAUSE_MS, retryAfterMs(answer) ?? backoffMs(attempt)));
    } catch (error) {
      if (last) throw error;
      await pause(backoffMs(attempt));
    }
  }
}

/** Busy, away, or still at the same request: what a conflict says a time to come back with. */
const passes = ({ status, headers }: Response) =>
  status === 429 || status === 503 || (status === 409 && headers.has("retry-after"));

/** Full jitter. */
const backoffMs = (attempt: number) => Math.random() * 250 * 2 ** attempt;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
