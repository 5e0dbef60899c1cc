/** What the API answered instead of what was asked for: problem details (RFC 9457). */
export class PatchbayProblem extends Error {
  readonly status: number;
  /** A code of the closed list; "reauth_required" means that the person has to reconnect. */
  readonly code: string;
  /** Names the request in Patchbay's log. */
  readonly requestId: string | null;
  /** How long to wait before the next try, where Patchbay says so. */
  readonly retryAfterMs: number | null;

  constructor(about: {
    status: number;
    code: string;
    detail: string;
    requestId: string | null;
    retryAfterMs: number | null;
  }) {
    super(about.detail);
    this.name = "PatchbayProblem";
    this.status = about.status;
    this.code = about.code;
    this.requestId = about.requestId;
    this.retryAfterMs = about.retryAfterMs;
  }
}

/** Reads an answer that is no success. */
export async function problemOf(answer: Response): Promise<PatchbayProblem> {
  const body: unknown = await answer.json().catch(() => null);
  const { code, detail } = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  return new PatchbayProblem({
    status: answer.status,
    code: typeof code === "string" ? code : "unknown",
    detail: typeof detail === "string" ? detail : `Patchbay answered ${answer.status}.`,
    requestId: answer.headers.get("x-request-id"),
    retryAfterMs: retryAfterMs(answer),
  });
}

export function retryAfterMs({ headers }: Response): number | null {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
}
