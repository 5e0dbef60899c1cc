import "#lib/server-only";
import {
  type Begun,
  beginRequest,
  deleteRequestsBefore,
  findRequest,
  forgetRequest,
  keepAnswer,
  takeRequest,
} from "#db/idempotency";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";
import { sha256 } from "#lib/random";
import { seal, unseal } from "#lib/vault";
import { world } from "#lib/world";
import { type ApiAnswer, type ApiRequest, headerOf } from "./exchange.ts";
import { InvalidRequest } from "./input.ts";

/**
 * `Idempotency-Key`: a change that is asked for again, since its answer was lost on the way, is not made
 * again. The same request under the same key has the same answer for a day, in every process.
 */

const KEPT_MS = 86_400_000;
/** Longer than any request of ours takes: whoever has not ended by then died, and the next one takes over. */
const LOST_MS = 60_000;
const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 25;

/** Runs `work` once for the key that the request names; without one, simply runs it. */
export async function onlyOnce(
  keyId: string,
  request: ApiRequest,
  body: string,
  work: () => Promise<ApiAnswer>,
): Promise<ApiAnswer> {
  const name = headerOf(request, "idempotency-key");
  if (name === undefined) return work();
  if (!/^[\x21-\x7e]{1,255}$/.test(name))
    throw new InvalidRequest([{ at: "Idempotency-Key", detail: "1 to 255 visible ASCII characters." }]);
  const id = sha256(`${keyId} ${name}`);
  const requestHash = sha256(JSON.stringify([request.method, request.path, request.search, body]));
  const patience = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await beginOrFind(id, requestHash);
    if ("createdAt" in found) return keep(found, await work());
    if (found.answer !== null) return found.answer;
    if (performance.now() > patience) throw new Failure("idempotency_busy", keyId, { retryAfterMs: 1_000 });
    await world().pause(LOOK_EVERY_MS);
  }
}

/** The right to run the request, or its answer, or nothing yet. */
async function beginOrFind(id: string, requestHash: string): Promise<Begun | { answer: ApiAnswer | null }> {
  const at = now();
  const begun = { id, createdAt: at };
  const expiresAt = new Date(at.getTime() + KEPT_MS);
  if (await beginRequest({ ...begun, requestHash, sealedAnswer: null, expiresAt })) return begun;
  const row = await findRequest(id);
  if (row === null) return { answer: null };
  if (row.expiresAt <= at) {
    await deleteRequestsBefore(at);
    return { answer: null };
  }
  if (row.requestHash !== requestHash) throw new Failure("idempotency_mismatch", id);
  if (row.sealedAnswer !== null) return { answer: opened(id, row.sealedAnswer) };
  const lost = row.createdAt.getTime() < at.getTime() - LOST_MS;
  return lost && (await takeRequest(row, at)) ? begun : { answer: null };
}

/** What passes by itself is not kept: asked again, it may well go through. */
async function keep(begun: Begun, answer: ApiAnswer): Promise<ApiAnswer> {
  const passing =
    answer.status >= 500 || answer.status === 429 || answer.headers["retry-after"] !== undefined;
  if (passing) await forgetRequest(begun);
  else await keepAnswer(begun, seal(JSON.stringify(answer), place(begun.id)));
  return answer;
}

function opened(id: string, sealed: string): ApiAnswer {
  const answer = JSON.parse(unseal(sealed, place(id))) as ApiAnswer;
  return { ...answer, headers: { ...answer.headers, "idempotency-replayed": "true" } };
}

const place = (id: string) => ({ table: "idempotency", row: id, field: "sealedAnswer", generation: 0 });
