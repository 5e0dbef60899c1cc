/** What an engine's error means to everybody above: whether the same may work later, and nothing it quotes. */

/** SQLSTATE (PostgreSQL, appendix A): whole classes by two characters, the rest by all five. */
const LATER_CLASSES = ["08", "53", "58"];
const LATER_STATES = [
  "57P01", // admin_shutdown
  "57P02", // crash_shutdown
  "57P03", // cannot_connect_now: starting up or in recovery
  "57014", // query_canceled, by a statement_timeout
  "55P03", // lock_not_available
  "40001", // serialization_failure
  "40P01", // deadlock_detected
  "25P03", // idle_in_transaction_session_timeout
  "25006", // read_only_sql_transaction: a standby that is not promoted yet
];
const LATER_SYSTEM =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN)$/;
const LATER_SQLITE = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|PROTOCOL|READONLY)(_|$)/;

// The PostgreSQL driver and its pool say these without a code.
const LATER_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after)/;

const mark = Symbol.for("patchbay.engine-error");

/**
 * An engine's error without what the engine or Drizzle quote in theirs (values of the statement, rows,
 * names of hosts and people), since frameworks print what is thrown at them.
 */
export class EngineError extends Error {
  readonly [mark] = true;
  /** The engine's own code: `57P01`, `ECONNREFUSED`; null where it gives none. */
  readonly code: string | null;
  readonly outage: boolean;

  constructor(error: unknown) {
    const links = chain(error);
    const code = links.map((link) => link.code).find((each) => each !== null) ?? null;
    const table = links.find((link) => link.table !== null)?.table;
    super([code ?? "no answer", ...(table === undefined ? [] : [`table ${table}`])].join(", "));
    this.name = "EngineError";
    this.code = code;
    this.outage = links.some(isLater);
  }

  // Next bundles its own copy of this file beside the server's.
  static override [Symbol.hasInstance](value: unknown): value is EngineError {
    return typeof value === "object" && value !== null && mark in value;
  }
}

/**
 * True when the engine is away, stopping, starting, full or busy, and nothing is wrong with what it was
 * asked. A bare network error may be anybody's; the database's arrives as an EngineError.
 */
export function isOutage(error: unknown): boolean {
  if (error instanceof EngineError) return error.outage;
  return chain(error).some(({ code }) => code !== null && LATER_SQLITE.test(code));
}

type Link = { code: string | null; table: string | null; message: string };

function isLater({ code, message }: Link): boolean {
  if (code === null) return LATER_WORDS.test(message);
  return (
    LATER_SYSTEM.test(code) ||
    LATER_SQLITE.test(code) ||
    LATER_STATES.includes(code) ||
    (/^[0-9A-Z]{5}$/.test(code) && LATER_CLASSES.includes(code.slice(0, 2)))
  );
}

/** The error, what it wraps, and the several tries of a name that has several addresses. */
function chain(error: unknown, depth = 0): Link[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const { code, table } = error as { code?: unknown; table?: unknown };
  const several: unknown[] = error instanceof AggregateError ? error.errors : [];
  return [
    { code: name(code), table: name(table), message: error.message },
    ...[error.cause, ...several].flatMap((inner) => chain(inner, depth + 1)),
  ];
}

const name = (text: unknown) => (typeof text === "string" && /^\w{1,63}$/.test(text) ? text : null);
