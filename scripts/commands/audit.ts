import { auditPieces, exportFormats } from "#lib/audit/export";
import { auditHead, readHead } from "#lib/audit/head";
import { verifyAudit } from "#lib/audit/verify";
import { breakWords } from "#lib/audit/verify-words";
import { Failure } from "#lib/errors";

type Values = { from?: string | undefined; format?: string | undefined };

/** What the operator does with the audit log. */
export const auditCommands = (values: Values) => ({
  "audit head": { usage: "", run: auditHead },
  "audit verify": { usage: '[--from "SEQUENCE HASH"]', run: () => verify(values.from) },
  "audit export": { usage: "--format csv|jsonl", run: () => exported(values.format) },
});

async function verify(from: string | undefined): Promise<string> {
  const verdict = await verifyAudit({ kept: from === undefined ? undefined : readHead(from) });
  if (!verdict.sound) throw new Error(breakWords(verdict));
  const { through, entries } = verdict;
  return `whole: ${entries} entries, through ${through.sequence} ${through.hash}`;
}

async function exported(format: string | undefined): Promise<string> {
  if (format !== "csv" && format !== "jsonl")
    throw new Failure("invalid_input", `--format is one of ${Object.keys(exportFormats).join(", ")}`);
  for await (const piece of await auditPieces({}, format)) await written(piece);
  return "";
}

/** Waits while whoever reads is slower than the database. */
const written = (piece: string) =>
  new Promise<void>((resolve, reject) =>
    process.stdout.write(piece, (error) => (error ? reject(error) : resolve())),
  );
