import { type Column, columns } from "./vendors.ts";

/** The kill points of the reliability reference, and which of them each vendor's column has. */

export const killPoints = {
  K01: "a link, before the browser leaves",
  K02: "a link whose person never comes back, or says no",
  K03: "a callback, before its attempt is spent",
  K04: "a callback, before the exchange",
  K05: "a callback, from the exchange until the commit",
  K06: "a callback, inside the commit",
  K07: "a callback, from the commit until the answer",
  K08: "a renewal, before the request",
  K09: "a renewal, its request's outcome unknown",
  K10: "a renewal, from the answer until the commit",
  K11: "a renewal, from inside the commit until the answer",
  K12: "the recovery of a renewal",
  K13: "power lost after an acknowledged commit",
  K14: "a disk that is full or fails at the commit",
  K15: "the database gone after the vendor's answer",
  K16: "a disconnect, before its commit",
  K17: "a disconnect, from its commit until the vendor knows",
  K18: "a disconnect during a renewal",
  K19: "a new link during a renewal",
  K20: "during the change of the sealing key",
  K21: "during a migration",
} as const;

export type KillPoint = keyof typeof killPoints;

type Exception = { why: string; columns: readonly Column[] };

/** Cells that cannot exist: the vendor has nothing there that could be cut off. */
const cannotBe: Partial<Record<KillPoint, Exception>> = {
  K01: { why: "a key is pasted, nobody leaves", columns: ["api-video"] },
  K02: { why: "a key is pasted, nobody leaves", columns: ["api-video"] },
  K03: { why: "a key is pasted, there is no attempt", columns: ["api-video"] },
  K08: { why: "nothing renews", columns: ["gist"] },
  K09: { why: "nothing renews", columns: ["gist"] },
  K10: { why: "nothing renews", columns: ["gist"] },
  K11: { why: "nothing renews", columns: ["gist"] },
  K12: { why: "one way to renew, which is repeated as it is", columns: ["wistia", "gist", "wix"] },
  K18: { why: "nothing renews", columns: ["gist"] },
  K19: { why: "nothing renews", columns: ["gist"] },
};

/** Cells that other files prove, or that wait for what is not built. */
const elsewhere: Partial<Record<KillPoint, string>> = {
  K13: "storage-faults.test.ts, by counting fsync",
  K14: "storage-faults.test.ts",
  K15: "the tests that stop PostgreSQL",
};

/** Why a cell is not proven in kill-points.test.ts; null: it has to be. */
function excuse(point: KillPoint, column: Column): string | null {
  const exception = cannotBe[point];
  if (exception?.columns.includes(column)) return exception.why;
  return elsewhere[point] ?? null;
}

/** Which cells have been proven, cell by cell. */
export function tally() {
  const proven = new Set<string>();
  const cells = (Object.keys(killPoints) as KillPoint[]).flatMap((point) =>
    columns.map((column) => ({ name: `${point} ${column}`, point, column })),
  );
  return {
    prove: (point: KillPoint, column: Column) => void proven.add(`${point} ${column}`),
    /** Cells that nobody proved and nothing excuses. */
    missing: () =>
      cells
        .filter(({ name, point, column }) => !proven.has(name) && excuse(point, column) === null)
        .map(({ name }) => name),
    summary() {
      const why = (point: KillPoint) =>
        excuse(point, "wistia") === elsewhere[point] ? elsewhere[point] : null;
      const others = (Object.keys(elsewhere) as KillPoint[]).map((point) => `${point}: ${why(point)}`);
      const impossible = cells.filter(
        ({ point, column }) => excuse(point, column) !== null && elsewhere[point] === undefined,
      ).length;
      return `${proven.size} of ${cells.length} proven here; ${impossible} cannot exist; 5 each: ${others.join("; ")}`;
    },
  };
}

/** One column of the visible table: from which point on a kill goes by which name. */
export type Stretch = [from: RegExp, name: KillPoint];

/** Points are written "POST api.example.com/token:sent"; the first stretch begins at the start. */
export const stretches = {
  start: [[/^/, "K01"]],
  callback: [
    [/^/, "K03"],
    [/^update link_attempts:after$/, "K04"],
    [/^POST .*:sent$/, "K05"],
    [/^batch:inside$/, "K06"],
    [/^batch:after$/, "K07"],
  ],
  key: [
    [/^/, "K04"],
    [/^POST .*:sent$/, "K05"],
    [/^batch:inside$/, "K06"],
    [/^batch:after$/, "K07"],
  ],
  renewal: [
    [/^/, "K08"],
    [/^POST .*:sent$/, "K09"],
    [/^POST .*:after$/, "K10"],
    [/^batch:inside$/, "K11"],
  ],
  recovery: [[/^/, "K12"]],
  rotation: [[/^/, "K20"]],
  disconnect: [
    [/^/, "K16"],
    [/^batch:after$/, "K17"],
  ],
} satisfies Record<string, Stretch[]>;

/** The name of each point of a rehearsed operation, in order. */
export function named(points: string[], along: Stretch[]): KillPoint[] {
  let at = 0;
  return points.map((point) => {
    while (along[at + 1]?.[0].test(point)) at += 1;
    return (along[at] as Stretch)[1];
  });
}
