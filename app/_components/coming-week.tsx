import clsx from "clsx";
import Link from "next/link";
import { Name } from "#components/name";
import { Card, Section } from "#components/section";
import { Time } from "#components/time";
import { coming, needsPerson, type Outlook } from "#lib/connections/forecast";
import type { ConnectionView } from "#lib/connections/view";

const DAYS = 7;
const MOST_BY_THEMSELVES = 3;

/** The coming week: what will need its person, and what goes on by itself. */
export function ComingWeek({ connections, now }: { connections: ConnectionView[]; now: Date }) {
  const { needsPeople, byItself } = coming(connections, now, DAYS);
  if (needsPeople.length === 0 && byItself.length === 0) return null;
  const shown = [...needsPeople, ...byItself.slice(0, MOST_BY_THEMSELVES)];
  const others = byItself.length - Math.min(byItself.length, MOST_BY_THEMSELVES);
  return (
    <Section id="week" title="The coming week">
      <p className="mb-3 text-base">{summary(needsPeople.length, byItself.length)}</p>
      <Card>
        <ul className="divide-y">
          {shown.map(({ connection, outlook }) => (
            <li key={connection.id} className="flex items-baseline justify-between gap-4 px-4 py-2.5 text-sm">
              <Link
                href={`/connections/${connection.id}`}
                prefetch={false}
                className="min-w-0 hover:underline"
              >
                <Name>{connection.label ?? connection.account.name}</Name>
              </Link>
              <span className={clsx("shrink-0", needsPerson(outlook) ? "text-bad" : "text-soft")}>
                {words[outlook.kind]}{" "}
                {outlook.kind === "needs_you" ? null : <Time at={outlook.at} now={now} />}
              </span>
            </li>
          ))}
        </ul>
      </Card>
      {others > 0 ? (
        <p className="mt-2 text-sm text-soft">
          {others.toLocaleString("en")} more {others === 1 ? "goes" : "go"} on by{" "}
          {others === 1 ? "itself" : "themselves"}.
        </p>
      ) : null}
    </Section>
  );
}

const words: Record<Outlook["kind"], string> = {
  renews: "Renews",
  is_checked: "Is checked",
  is_tried_again: "Is tried again",
  ends: "Ends",
  needs_you: "Needs you now",
};

function summary(needing: number, byItself: number): string {
  if (needing === 0)
    return byItself === 1
      ? "Your account goes on by itself; nothing will need you."
      : `All ${byItself.toLocaleString("en")} accounts go on by themselves; nothing will need you.`;
  const some = `${needing.toLocaleString("en")} ${needing === 1 ? "account needs" : "accounts need"} you`;
  return byItself === 0 ? `${some}.` : `${some}; everything else goes on by itself.`;
}
