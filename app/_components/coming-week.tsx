import { LinkButton } from "#components/link-button";
import { Section } from "#components/section";
import { coming } from "#lib/connections/forecast";
import type { ConnectionSummary } from "#lib/connections/view";
import { weekSummary } from "./week-summary.ts";

/** The coming week in a sentence; who and when are on a page of their own. */
export function ComingWeek({ connections, now }: { connections: ConnectionSummary[]; now: Date }) {
  const { needsPeople, byItself } = coming(connections, now);
  if (needsPeople.length === 0 && byItself.length === 0) return null;
  return (
    <Section id="week" title="The coming week">
      <p className="mb-3 text-base">{weekSummary(needsPeople.length, byItself.length)}</p>
      <LinkButton href="/week">See what happens when</LinkButton>
    </Section>
  );
}
