import "#lib/server-only";
import pino from "pino";
import { isOutage } from "#db/outage";
import { env } from "#lib/env";
import { Failure } from "#lib/errors";
import { newId } from "#lib/random";
import { redacted } from "#lib/redaction";
import { currentRequest } from "#lib/request";

const errors = pino.destination({ fd: 2, sync: true });

/**
 * Structured lines on standard error, each with the request it belongs to; standard output belongs to answers.
 * Ids, codes and facts only: no caller hands it a secret or a foreign error, and if one does, the line goes
 * through `redacted`.
 */
export const log = pino(
  { level: level(), base: null, mixin },
  { write: (line: string) => void errors.write(redacted(line)) },
);

function mixin(): object {
  const id = currentRequest()?.id ?? null;
  return id === null ? {} : { request: id };
}

/** The log is there before anything is checked; an environment that is not usable is told by whoever starts. */
function level(): string {
  try {
    return env().LOG_LEVEL;
  } catch {
    return "info";
  }
}

const OUTAGE_RETRY_MS = 2_000;
const OUTAGE_SAID_EVERY_MS = 10_000;

/**
 * An error that is no Failure. An engine that is away is `storage_unavailable`; anything else nobody
 * foresaw: logged under an id that a person can quote, and answered as `internal`.
 */
export function unexpected(error: unknown): Failure {
  if (isOutage(error)) return outage(error);
  const id = newId();
  log.error({ id, error: said(error) }, "Unexpected.");
  return new Failure("internal", id);
}

let outageSaidAt = Number.NEGATIVE_INFINITY;

/** Every request of an outage would say the same, so the log has it now and then. */
function outage(error: unknown): Failure {
  if (performance.now() - outageSaidAt > OUTAGE_SAID_EVERY_MS) {
    outageSaidAt = performance.now();
    log.error({ error: said(error) }, "The database cannot be used right now.");
  }
  return new Failure("storage_unavailable", undefined, { retryAfterMs: OUTAGE_RETRY_MS });
}

/** Drizzle's message quotes every value of the statement, password hashes among them; its cause does not. */
function said(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "params" in error ? said(error.cause) : `${error.name}: ${error.message}`;
}
