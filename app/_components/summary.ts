import type { ConnectionSummary, Plug, StateName } from "#lib/connections/view";
import { count } from "./relative.ts";

export type Summary = { plug: Plug; state: StateName; sentence: string; detail: string | null };

/** Is everything all right? In one sentence, and in a second one if there is more to say. */
export function summarise(
  connections: readonly Pick<ConnectionSummary, "state" | "vendor">[],
): Summary | null {
  const linked = connections.filter(({ state }) => state.name !== "disconnected");
  const gone = connections.length - linked.length;
  if (connections.length === 0) return null;
  if (linked.length === 0) {
    return {
      plug: "unplugged",
      state: "disconnected",
      sentence: "Nothing is linked right now.",
      detail: `${count(gone, "account")} ${gone === 1 ? "is" : "are"} disconnected; connect again whenever you like.`,
    };
  }

  const needy = linked.filter(({ state }) => state.name === "needs_you").length;
  if (needy > 0) {
    const others = linked.length - needy;
    return {
      plug: "loose",
      state: "needs_you",
      sentence: `${many(needy, linked.length)} ${needy === 1 ? "needs" : "need"} you.`,
      detail: others === 0 ? "Nothing is lost; reconnect to go on." : "The others go on without you.",
    };
  }

  const troubled = [
    ...new Set(
      linked.filter(({ state }) => state.name === "vendor_trouble").map(({ vendor }) => vendor.name),
    ),
  ];
  if (troubled.length > 0) {
    return {
      plug: "loose",
      state: "vendor_trouble",
      sentence: `${list(troubled)} ${troubled.length === 1 ? "is" : "are"} having trouble.`,
      detail: "Your links are fine; there is nothing for you to do.",
    };
  }

  const unproven = linked.filter(({ state }) => state.name === "unproven").length;
  const renewing = linked.filter(({ state }) => state.name === "renewing").length;
  const one = linked.length === 1;
  const all = one ? "Your account" : `All ${linked.length.toLocaleString("en")} accounts`;
  if (unproven === linked.length) {
    return {
      plug: "plugged",
      state: "unproven",
      sentence: `${all} ${one ? "is" : "are"} linked.`,
      detail: "Nothing speaks against it, but nothing has proved it lately either.",
    };
  }
  return {
    plug: "plugged",
    state: "works",
    sentence: `${all} ${one ? "works" : "work"}.`,
    detail:
      unproven > 0
        ? `${unproven.toLocaleString("en")} ${unproven === 1 ? "was" : "were"} not checked lately.`
        : renewing > 0
          ? `${renewing.toLocaleString("en")} ${renewing === 1 ? "is" : "are"} being renewed right now.`
          : null,
  };
}

function many(some: number, all: number): string {
  if (all === 1) return "Your account";
  return some === all
    ? `All ${count(all, "account")}`
    : `${some.toLocaleString("en")} of ${count(all, "account")}`;
}

function list(names: string[]): string {
  return new Intl.ListFormat("en", { type: "conjunction" }).format(names);
}
