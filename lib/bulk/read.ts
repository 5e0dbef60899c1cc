import "#lib/server-only";
import { type BulkItem, type BulkJob, countBulkFailures, findBulk, listBulk, listBulkItems } from "#db/bulk";
import { findUser } from "#db/users";
import { readWish, wishWords } from "#lib/admin/wish";
import { naming } from "#lib/connections/words";
import { Failure, type FailureCode, failures, isFailureCode } from "#lib/errors";
import { requireAdministrator } from "#lib/people/administrator";
import type { Actor } from "#lib/people/sessions";
import { findProvider } from "#lib/providers/index";
import type { BulkAction } from "./start.ts";

export type BulkView = {
  id: string;
  action: BulkAction;
  /** "Test 12 connections" */
  title: string;
  /** What they were chosen by. */
  chosen: string;
  by: string;
  createdAt: Date;
  total: number;
  done: number;
  failed: number;
  state: "running" | "cancelling" | "cancelled" | "finished";
  endedAt: Date | null;
};

export type BulkRow = {
  position: number;
  connectionId: string;
  name: string;
  /** False once the connection is gone. */
  exists: boolean;
  outcome: "waiting" | "done" | "failed" | "cancelled";
  sentence: string;
};

export type BulkPage = {
  job: BulkView;
  /** What was in the way of how many; the most frequent first. */
  reasons: { sentence: string; number: number }[];
  rows: BulkRow[];
  next: number | null;
  failedOnly: boolean;
};

const ROWS = 50;

/** One job and a page of its rows. */
export async function readBulk(
  actor: Actor,
  id: string,
  { after, failedOnly }: { after: number; failedOnly: boolean },
): Promise<BulkPage> {
  requireAdministrator(actor);
  const job = await findBulk(id);
  if (job === null) throw new Failure("not_found", "bulk job");
  const [items, failed] = await Promise.all([
    listBulkItems(id, { after, limit: ROWS + 1, failed: failedOnly }),
    countBulkFailures(id),
  ]);
  const rows = items.slice(0, ROWS);
  return {
    job: await bulkView(job),
    reasons: failed.map(({ outcome, number }) => ({ sentence: reason(codeOf(outcome), null), number })),
    rows: rows.map((item) => rowView(job.action, item)),
    next: items.length > ROWS ? (rows.at(-1)?.position ?? null) : null,
    failedOnly,
  };
}

/** The newest jobs. */
export async function recentBulk(actor: Actor): Promise<BulkView[]> {
  requireAdministrator(actor);
  return Promise.all((await listBulk(5)).map(bulkView));
}

const titles: Record<BulkAction, string> = { refresh: "Refresh", test: "Test", disconnect: "Disconnect" };

async function bulkView(job: BulkJob): Promise<BulkView> {
  const { id, action, total, done, failed, createdAt, cancelledAt, finishedAt } = job;
  const who = await findUser(job.createdBy);
  return {
    id,
    action,
    title: `${titles[action]} ${total.toLocaleString("en")} ${total === 1 ? "connection" : "connections"}`,
    chosen: job.filter === "ticked" ? "ticked by hand" : filterWords(job.filter),
    by: who?.name ?? "somebody who is gone",
    createdAt,
    total,
    done,
    failed,
    state:
      finishedAt === null
        ? cancelledAt === null
          ? "running"
          : "cancelling"
        : cancelledAt === null
          ? "finished"
          : "cancelled",
    endedAt: finishedAt,
  };
}

const filterWords = (filter: string) =>
  wishWords(readWish(Object.fromEntries(new URLSearchParams(filter))), (id) => findProvider(id)?.name ?? id);

const doneWords: Record<BulkAction, string> = {
  refresh: "Done: it works, and its token is new where the vendor gives new ones.",
  test: "The vendor answered: it works.",
  disconnect: "Disconnected.",
};

function rowView(action: BulkAction, item: BulkItem & { provider: string | null }): BulkRow {
  const { position, connectionId, name, outcome, provider } = item;
  const row = { position, connectionId, name, exists: provider !== null };
  if (outcome === null) return { ...row, outcome: "waiting", sentence: "Its turn has not come yet." };
  if (outcome === "done") return { ...row, outcome: "done", sentence: doneWords[action] };
  if (outcome === "cancelled")
    return { ...row, outcome: "cancelled", sentence: "Left alone, since the action was cancelled." };
  return { ...row, outcome: "failed", sentence: reason(codeOf(outcome), provider) };
}

const codeOf = (outcome: string | null): FailureCode =>
  outcome !== null && isFailureCode(outcome) ? outcome : "internal";

function reason(code: FailureCode, provider: string | null): string {
  if (code === "not_found") return "It is gone: its person deleted it meanwhile.";
  const vendor = provider === null ? undefined : findProvider(provider);
  return vendor === undefined ? failures[code][1] : naming(vendor.name, failures[code][1]);
}
