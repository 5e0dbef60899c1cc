import type { EventRow } from "#db/events";
import type { EventKind } from "./events.ts";
import type { LifeMark, LifeSegment } from "./view.ts";

/** What the events of a connection say about it from its first day on: what it was like when, and what happened. */
export type Story = {
  start: Date;
  segments: LifeSegment[];
  marks: LifeMark[];
  /** Since when it has been off, where it is. */
  offSince: Date | null;
};

type Frame = { start: Date; complete: boolean; now: Date; proofLastsMs: number };

type Cable = {
  state: "on" | "failing" | "off";
  /** Since when it is in that state. */
  since: Date;
  provedAt: Date | null;
  /** The run of failures that goes on. */
  failure: Extract<LifeMark, { kind: "failed" }> | null;
};

/** `events` from the oldest on; where they are not complete it is taken to have worked when they begin. */
export function storyOf(events: readonly EventRow[], frame: Frame): Story {
  const cable: Cable = {
    state: "on",
    since: frame.start,
    provedAt: frame.complete ? null : frame.start,
    failure: null,
  };
  const segments: LifeSegment[] = [];
  const marks: LifeMark[] = [];
  const turn = (at: Date, state: Cable["state"]) => {
    segments.push(...stretch(cable, at, frame.proofLastsMs));
    Object.assign(cable, { state, since: at });
  };
  for (const { kind, at } of events) {
    const means = meaning[kind as EventKind];
    if (means === undefined) continue;
    if (means.is === "proof" && (means.links || cable.state !== "off")) {
      turn(at, "on");
      endFailure(cable, at, true);
      cable.provedAt = at;
      marks.push({ kind: means.mark, at });
    }
    if (means.is === "failure" && cable.state !== "off") {
      if (cable.failure === null) {
        turn(at, "failing");
        cable.failure = { kind: "failed", at, since: at, until: null, mended: false, tries: 0 };
        marks.push(cable.failure);
      }
      cable.failure.tries += 1;
    }
    // What was refused is often disconnected later: a mark of its own, on a cable that is off already.
    if (means.is === "end" && (cable.state !== "off" || means.how === "disconnected")) {
      if (cable.state !== "off") turn(at, "off");
      endFailure(cable, at, false);
      marks.push({ kind: "ended", how: means.how, at });
    }
  }
  const offSince = cable.state === "off" ? cable.since : null;
  turn(frame.now, cable.state);
  return { start: frame.start, segments: joined(segments), marks, offSince };
}

function endFailure(cable: Cable, at: Date, mended: boolean): void {
  if (cable.failure !== null) Object.assign(cable.failure, { until: at, mended });
  cable.failure = null;
}

type Meaning =
  | { is: "proof"; mark: "linked" | "relinked" | "renewed" | "tested"; links: boolean }
  | { is: "failure" }
  | { is: "end"; how: Extract<LifeMark, { kind: "ended" }>["how"] };

const meaning: Partial<Record<EventKind, Meaning>> = {
  linked: { is: "proof", mark: "linked", links: true },
  relinked: { is: "proof", mark: "relinked", links: true },
  renewed: { is: "proof", mark: "renewed", links: false },
  tested: { is: "proof", mark: "tested", links: false },
  renewal_failed: { is: "failure" },
  test_failed: { is: "failure" },
  refused: { is: "end", how: "refused" },
  removed: { is: "end", how: "removed" },
  ended: { is: "end", how: "ended" },
  disconnected: { is: "end", how: "disconnected" },
};

/** From its last turn until `until`. */
function stretch({ state, since, provedAt }: Cable, until: Date, proofLastsMs: number): LifeSegment[] {
  if (state !== "on") return [{ kind: state, from: since, until }];
  const proofEnds = provedAt === null ? since : new Date(provedAt.getTime() + proofLastsMs);
  const turnsOld = proofEnds < since ? since : proofEnds > until ? until : proofEnds;
  return [
    { kind: "proven", from: since, until: turnsOld },
    { kind: "unproven", from: turnsOld, until },
  ];
}

/** Without empty ones, and one where two of a kind follow each other; each failure keeps its own. */
function joined(segments: LifeSegment[]): LifeSegment[] {
  const whole: LifeSegment[] = [];
  for (const segment of segments) {
    if (segment.until <= segment.from) continue;
    const last = whole.at(-1);
    if (last?.kind === segment.kind && segment.kind !== "failing") last.until = segment.until;
    else whole.push({ ...segment });
  }
  return whole;
}
