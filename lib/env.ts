import "#lib/server-only";
import { z } from "zod";

/** The only file that reads process.env (checked by the linter). `.env.example` describes every variable. */

const above = "must be a whole number above 0";
const count = (fallback: number) => z.coerce.number(above).int(above).positive(above).default(fallback);
const port = "must be a port number (0 to 65535)";
const seconds = "must be a number of seconds (0 to 3600)";
const origin = z
  .url({ protocol: /^https?$/, error: "must be an http(s) address" })
  .transform((text) => text.replace(/\/+$/, ""));
const blankIsAbsent = (value: unknown) => (value === "" ? undefined : value);
const optional = <T extends z.ZodType>(type: T) => z.preprocess(blankIsAbsent, type.optional());

const sender = /^(?:[^\p{Cc}"<>@,;:]+ <[^\s<>@,;:"]+@[^\s<>@,;:"]+>|[^\s<>@,;:"]+@[^\s<>@,;:"]+)$/u;

const shape = z.object({
  NODE_ENV: z.string().default("production"),
  PORT: z.preprocess(
    blankIsAbsent,
    z.coerce.number(port).int(port).min(0, port).max(65_535, port).default(3000),
  ),
  HOST: optional(z.string()),
  PUBLIC_URL: optional(origin),
  DATABASE_URL: z.preprocess(
    blankIsAbsent,
    z
      .string()
      .regex(/^(file:|postgres(ql)?:\/\/)/, "must begin with file: or postgres://")
      .default("file:./data/patchbay.db"),
  ),
  DATABASE_POOL: z.preprocess(blankIsAbsent, count(10)),
  DATABASE_WAIT_SECONDS: z.preprocess(
    blankIsAbsent,
    z.coerce.number(seconds).min(0, seconds).max(3_600, seconds).default(60),
  ),
  PATCHBAY_KEYS: optional(z.string()),
  NEXTAUTH_SECRET: optional(z.string().min(32, "must have at least 32 characters")),
  EMULATOR_URL: optional(origin),
  CLOCK_FILE: optional(z.string()),
  SIGNUP: z.preprocess(blankIsAbsent, z.enum(["open", "closed"], "must be open or closed").default("closed")),
  ADMIN_EMAIL: optional(z.email("must be an email address")),
  ADMIN_PASSWORD: optional(z.string()),
  RETURN_ADDRESSES: z.preprocess(
    blankIsAbsent,
    z
      .string()
      .default("")
      .transform((text) => text.split(/[\s,]+/).filter((each) => each !== ""))
      .pipe(
        z.array(z.url({ protocol: /^https?$/, error: "must be http(s) addresses, separated by commas" })),
      ),
  ),
  OIDC_ISSUER: optional(origin),
  OIDC_CLIENT_ID: optional(z.string()),
  OIDC_CLIENT_SECRET: optional(z.string()),
  OIDC_NAME: z.preprocess(blankIsAbsent, z.string().default("single sign-on")),
  SMTP_URL: optional(z.url({ protocol: /^smtps?$/, error: "must be an smtp:// or smtps:// address" })),
  MAIL_FROM: optional(z.string().regex(sender, "must be an email address, or read Name <address>")),
  TRUST_PROXY: z.preprocess(blankIsAbsent, z.enum(["yes", "no"], "must be yes or no").default("no")),
  LOG_LEVEL: z.preprocess(
    blankIsAbsent,
    z
      .enum(["debug", "info", "warn", "error", "silent"], "must be debug, info, warn, error or silent")
      .default("info"),
  ),
  SWEEP_EVERY_SECONDS: z.preprocess(
    blankIsAbsent,
    z.coerce.number(seconds).min(0, seconds).max(3_600, seconds).default(10),
  ),
  SWEEP_SECRET: optional(z.string().min(32, "must have at least 32 characters")),
  WEBHOOKS_ALLOW_PRIVATE: z.preprocess(
    blankIsAbsent,
    z.enum(["yes", "no"], "must be yes or no").default("no"),
  ),
  METRICS_TOKEN: optional(z.string().min(32, "must have at least 32 characters")),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(origin),
  RATE_LIMIT_SIGN_IN_PER_ACCOUNT: z.preprocess(blankIsAbsent, count(10)),
  RATE_LIMIT_SIGN_IN_PER_ADDRESS: z.preprocess(blankIsAbsent, count(100)),
  RATE_LIMIT_SIGN_IN_WINDOW_SECONDS: z.preprocess(blankIsAbsent, count(900)),
  RATE_LIMIT_LINKS_PER_HOUR: z.preprocess(blankIsAbsent, count(120)),
  RATE_LIMIT_API_READS_PER_MINUTE: z.preprocess(blankIsAbsent, count(60_000)),
  RATE_LIMIT_API_WRITES_PER_MINUTE: z.preprocess(blankIsAbsent, count(1_200)),
});

export type Environment = Omit<z.infer<typeof shape>, "PUBLIC_URL"> & { PUBLIC_URL: string };

/** Checks the variables once; throws one sentence per mistake, naming the variable and never its value. */
export function readEnvironment(variables: Record<string, string | undefined>): Environment {
  const parsed = shape.safeParse(variables);
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
    throw new Error(`The environment is not usable:\n  ${mistakes.join("\n  ")}`);
  }
  const environment = {
    ...parsed.data,
    PUBLIC_URL: parsed.data.PUBLIC_URL ?? `http://localhost:${parsed.data.PORT}`,
  };
  const complaint = contradiction(environment);
  if (complaint !== null) throw new Error(`The environment is not usable:\n  ${complaint}`);
  return environment;
}

function contradiction(environment: Environment): string | null {
  if (environment.EMULATOR_URL !== undefined && !isLoopback(environment.PUBLIC_URL))
    return "EMULATOR_URL is for development only: it is refused unless PUBLIC_URL is a loopback address.";
  if (environment.CLOCK_FILE !== undefined && environment.EMULATOR_URL === undefined)
    return "CLOCK_FILE moves the clock and is refused without EMULATOR_URL.";
  if ((environment.ADMIN_EMAIL === undefined) !== (environment.ADMIN_PASSWORD === undefined))
    return "ADMIN_EMAIL and ADMIN_PASSWORD belong together; set both or neither.";
  if (environment.OIDC_ISSUER !== undefined && environment.OIDC_CLIENT_ID === undefined)
    return "OIDC_ISSUER needs OIDC_CLIENT_ID (and OIDC_CLIENT_SECRET for a confidential client).";
  if ((environment.SMTP_URL === undefined) !== (environment.MAIL_FROM === undefined))
    return "SMTP_URL and MAIL_FROM belong together; set both or neither.";
  return null;
}

function isLoopback(url: string): boolean {
  const host = new URL(url).hostname;
  return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

let environment: Environment | undefined;

/** The checked environment of this process. */
export function env(): Environment {
  environment ??= readEnvironment(process.env);
  return environment;
}

/**
 * A variable named by convention for one provider, so that no list here has to learn a new vendor:
 * `providerVariable("acme-two", "CLIENT_ID")` reads `ACME_TWO_CLIENT_ID`.
 */
export function providerVariable(providerId: string, name: string): string | null {
  const value = process.env[providerVariableName(providerId, name)]?.trim();
  return value === undefined || value === "" ? null : value;
}

export const providerVariableName = (providerId: string, name: string): string =>
  `${providerId.toUpperCase().replaceAll("-", "_")}_${name}`;

/** next-auth reads its address and secret from the environment itself; they follow ours. */
export function handToNextAuth(secret: string): void {
  process.env.NEXTAUTH_URL = env().PUBLIC_URL;
  process.env.NEXTAUTH_SECRET = secret;
}
