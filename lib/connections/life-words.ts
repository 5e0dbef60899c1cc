import { span } from "#lib/span";
import type { Outlook } from "./forecast.ts";
import type { LifeMark, LifeTrouble, LifeView } from "./view.ts";

/** What the picture of a token's life shows, in sentences. */

type Shown = Omit<LifeView, "sentence">;

/** "Renewed 4 times in the last 3 days; failed once, mended after 6 minutes." */
export function lifeSentence(life: Shown, vendor: string): string {
  const first = [activity(life), failures(life), reconnects(life)].filter((part) => part !== null).join("; ");
  return [`${first}.`, ...ends(life, vendor), unproven(life), trouble(life, vendor)]
    .filter((part) => part !== null)
    .join(" ");
}

type NextKind = NonNullable<LifeView["next"]>["kind"];

export const nextWords: Record<NextKind, { title: string; label: string }> = {
  renews: { title: "Next renewal", label: "renews by itself" },
  is_checked: { title: "Next test", label: "is tested by itself" },
  is_tried_again: { title: "Next try", label: "is tried again" },
  ends: { title: "It ends", label: "ends, then needs you" },
} satisfies Partial<Record<Outlook["kind"], unknown>>;

type TroubleKind = LifeTrouble["kind"];

export const troubleLabels: Record<TroubleKind, (vendor: string) => string> = {
  outage: (vendor) => `${vendor} in trouble`,
  client: (vendor) => `${vendor} refused this server`,
};

const troubleSentences: Record<TroubleKind, (vendor: string, lasts: string) => string> = {
  outage: (vendor, lasts) => `${vendor} has been in trouble for ${lasts}.`,
  client: (vendor, lasts) => `${vendor} has not accepted this server’s own credentials for ${lasts}.`,
};

function activity(life: Shown): string {
  const [renewed, tested] = [times(life, "renewed"), times(life, "tested")];
  const linked = life.marks.find(({ kind }) => kind === "linked");
  if (renewed === null && tested === null)
    return linked === undefined
      ? `Neither renewed nor tested in the last ${span(passed(life, life.from))}`
      : `Linked ${span(passed(life, linked.at))} ago`;
  const when =
    linked === undefined
      ? `in the last ${span(passed(life, life.from))}`
      : `since it was linked ${span(passed(life, linked.at))} ago`;
  if (tested === null) return `Renewed ${renewed} ${when}`;
  return renewed === null ? `Tested ${tested} ${when}` : `Renewed ${renewed} and tested ${tested} ${when}`;
}

function failures(life: Shown): string | null {
  const failed = life.marks.filter((mark) => mark.kind === "failed");
  const often = count(failed.length);
  const last = failed.at(-1);
  // Where nothing was tried, nothing could fail.
  if (last === undefined)
    return life.marks.some(({ kind }) => kind === "renewed" || kind === "tested") ? "nothing failed" : null;
  if (last.until === null) {
    const since = span(passed(life, last.since));
    return failed.length === 1
      ? `failed ${since} ago and not mended yet`
      : `failed ${often}, the last time ${since} ago and not mended yet`;
  }
  if (failed.some(({ mended }) => !mended)) return `failed ${often}`;
  const longest = Math.max(...failed.map(lasted));
  if (failed.length === 1) return `failed once, mended ${after(longest)}`;
  return `failed ${often}, mended each time, at the latest ${after(longest)}`;
}

const lasted = ({ since, until }: Extract<LifeMark, { kind: "failed" }>) =>
  (until ?? since).getTime() - since.getTime();

function reconnects(life: Shown): string | null {
  const often = times(life, "relinked");
  return often === null ? null : `reconnected ${often}`;
}

const endWords: Record<Extract<LifeMark, { kind: "ended" }>["how"], (vendor: string, ago: string) => string> =
  {
    refused: (vendor, ago) => `${vendor} stopped accepting it ${ago}.`,
    removed: (vendor, ago) => `It was removed at ${vendor} ${ago}.`,
    ended: (_, ago) => `The token ran out ${ago}.`,
    disconnected: (_, ago) => `Disconnected ${ago}.`,
  };

/** Why it is off, where it is. */
function ends(life: Shown, vendor: string): string[] {
  if (life.segments.at(-1)?.kind !== "off") return [];
  const linked = life.marks.findLastIndex(({ kind }) => kind === "linked" || kind === "relinked");
  return life.marks
    .slice(linked + 1)
    .filter((mark) => mark.kind === "ended")
    .map(({ how, at }) => endWords[how](vendor, `${span(passed(life, at))} ago`));
}

function unproven(life: Shown): string | null {
  if (life.segments.at(-1)?.kind !== "unproven") return null;
  const proof = life.marks.findLast(({ kind }) => kind !== "failed" && kind !== "ended");
  return proof === undefined
    ? "Nothing has proved it in that time."
    : `Nothing has proved it for ${span(passed(life, proof.at))}.`;
}

function trouble(life: Shown, vendor: string): string | null {
  const open = life.troubles.find(({ over, until }) => over === null && until >= life.now);
  return open === undefined ? null : troubleSentences[open.kind](vendor, span(passed(life, open.since)));
}

function times(life: Shown, kind: LifeMark["kind"]): string | null {
  const number = life.marks.filter((mark) => mark.kind === kind).length;
  return number === 0 ? null : count(number);
}

const count = (number: number) =>
  number === 1 ? "once" : number === 2 ? "twice" : `${number.toLocaleString("en")} times`;

const passed = (life: Shown, at: Date) => life.now.getTime() - at.getTime();
const after = (ms: number) => (ms < 30_000 ? "within a minute" : `after ${span(ms)}`);
