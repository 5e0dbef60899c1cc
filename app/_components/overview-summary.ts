import type { OverviewView } from "#lib/admin/overview";
import type { Plug, StateName } from "#lib/connections/view";
import { count } from "./relative.ts";

export type OverviewSummary = { plug: Plug; state: StateName; sentence: string; detail: string };

type Facts = Pick<OverviewView, "incidents" | "counts" | "total" | "peopleNeeded">;

/** Whether anything is wrong, in a sentence. */
export function overviewSummary({ incidents, counts, total, peopleNeeded }: Facts): OverviewSummary {
  const needy = counts.needs_you;
  const needing = `${count(needy, "connection")} ${needy === 1 ? "needs its person" : `need their ${peopleNeeded === 1 ? "person" : "people"}`}`;
  const ours = incidents.filter(({ kind }) => kind === "client");
  if (incidents.length > 0) {
    const names = [...new Set(incidents.map(({ vendor }) => vendor.name))];
    return {
      plug: "loose",
      state: ours.length > 0 ? "needs_you" : "vendor_trouble",
      sentence: `${list(names)} ${names.length === 1 ? "is" : "are"} having trouble.${mending(incidents)}`,
      detail: needy === 0 ? "No connection needs its person." : `${needing}.`,
    };
  }
  if (needy > 0)
    return {
      plug: "loose",
      state: "needs_you",
      sentence: `${needing}.`,
      detail:
        counts.vendor_trouble === 0
          ? "Every vendor answers; the other connections go on by themselves."
          : `${counts.vendor_trouble.toLocaleString("en")} more had no good answer from their vendor and ${counts.vendor_trouble === 1 ? "is" : "are"} tried again by ${counts.vendor_trouble === 1 ? "itself" : "themselves"}.`,
    };
  if (total === 0)
    return {
      plug: "unplugged",
      state: "disconnected",
      sentence: "Nothing is linked yet.",
      detail: "As soon as somebody links an account, this page says how it is.",
    };
  return {
    plug: "plugged",
    state: "works",
    sentence: "Nothing is wrong.",
    detail: `${count(total - counts.disconnected, "connection")}, every vendor answers, nobody is needed.`,
  };
}

/** Whose it is to mend, where it is the administrator's. */
function mending(incidents: Facts["incidents"]): string {
  const ours = [
    ...new Set(incidents.filter(({ kind }) => kind === "client").map(({ vendor }) => vendor.name)),
  ];
  if (ours.length === 0) return "";
  return ours.length === incidents.length
    ? " It is yours to mend."
    : ` ${list(ours)} ${ours.length === 1 ? "is" : "are"} yours to mend.`;
}

/** "Renewals: 1,204 in the last 24 hours, 3 failed tries, all recovered." */
export function renewalsSentence({ lately, failing }: Pick<OverviewView, "lately" | "failing">): string {
  const done = `Renewals: ${lately.renewed.toLocaleString("en")} in the last 24 hours`;
  if (lately.failed === 0 && lately.refused === 0) return `${done}, none failed.`;
  const refused = lately.refused === 0 ? "" : `, ${lately.refused.toLocaleString("en")} refused for good`;
  const recovered =
    failing === 0 ? "all tries made good" : `${count(failing, "connection")} still being tried again`;
  return `${done}, ${count(lately.failed, "failed try").replace(/trys$/, "tries")}${lately.failed === 0 ? "" : `, ${recovered}`}${refused}.`;
}

export function readsSentence({ lately }: Pick<OverviewView, "lately">): string {
  return lately.read === 0
    ? "Token reads: none in the last 24 hours."
    : `Token reads: ${lately.read.toLocaleString("en")} in the last 24 hours.`;
}

export function endingSentence({ ending, counts }: Pick<OverviewView, "ending" | "counts">): string {
  const now = counts.needs_you === 0 ? "" : ` ${count(counts.needs_you, "more")} need their people already.`;
  if (ending.total === 0)
    return `Nothing ends in the next seven days that Patchbay cannot renew by itself.${now.replace(/mores? /, "connections ")}`;
  const where = ending.vendors.map(({ name, number }) => `${number.toLocaleString("en")} at ${name}`);
  return `${count(ending.total, "connection")} ${ending.total === 1 ? "ends" : "end"} in the next seven days and cannot renew ${ending.total === 1 ? "itself" : "themselves"}: ${list(where)}.${now.replace(/mores? /, "more ")}`;
}

function list(names: string[]): string {
  return new Intl.ListFormat("en", { type: "conjunction" }).format(names);
}
