import Link from "next/link";
import { EmptyState } from "#components/empty-state";
import { Icon } from "#components/icon";
import { LinkButton } from "#components/link-button";
import { Notice } from "#components/notice";
import { Card, Section } from "#components/section";
import { Submit } from "#components/submit";
import { Time } from "#components/time";
import type { AlertsView, AlertView, RuleView } from "#lib/alerts/rules";
import type { ProblemView } from "#lib/connections/view";
import { problemTone } from "../problem-tone.ts";

type Props = {
  alerts: AlertsView;
  mail: "sent" | "kept" | "none";
  now: Date;
  problem: ProblemView | null;
  done: string | null;
};

export function AlertsScreen({ alerts, mail, now, problem, done }: Props) {
  const { rules, raised, past } = alerts;
  return (
    <>
      <div className="space-y-4 empty:hidden">
        {problem ? (
          <Notice tone={problemTone(problem.code)} title={problem.title} closeHref="/admin/alerts">
            {problem.belowTitle}
          </Notice>
        ) : null}
        {done ? (
          <Notice tone="good" closeHref="/admin/alerts">
            {done}
          </Notice>
        ) : null}
      </div>
      {rules.length === 0 ? (
        <EmptyState
          title="Nobody is told of anything yet"
          action={
            <div className="flex flex-wrap gap-3">
              <form method="post" action="/admin/alerts/defaults">
                <Submit look="primary">Tell me when a vendor is down or 5 connections need people</Submit>
              </form>
              <LinkButton href="/admin/alerts/new">Make a rule of your own</LinkButton>
            </div>
          }
        >
          {mail === "none"
            ? "This server sends no emails, so it tells the webhook endpoints."
            : "By email to you, and to the webhook endpoints. You can change it afterwards."}
        </EmptyState>
      ) : (
        <>
          <Section id="raised" title="Now">
            {raised.length === 0 ? (
              <p className="flex items-start gap-2.5 text-base">
                <Icon name="good" className="mt-1 size-4 text-good" />
                Nothing is raised.{" "}
                {rules.filter(({ enabled }) => enabled).length === 1
                  ? "One rule watches"
                  : `${rules.filter(({ enabled }) => enabled).length} rules watch`}
                .
              </p>
            ) : (
              <Card>
                <ul className="divide-y">
                  {raised.map((alert) => (
                    <Raised key={alert.id} alert={alert} now={now} />
                  ))}
                </ul>
              </Card>
            )}
          </Section>
          <Section
            id="rules"
            title="Rules"
            aside={<LinkButton href="/admin/alerts/new">Add a rule</LinkButton>}
          >
            <Card>
              <ul className="divide-y">
                {rules.map((rule) => (
                  <Rule key={rule.id} rule={rule} />
                ))}
              </ul>
            </Card>
          </Section>
          {past.length === 0 ? null : (
            <Section id="past" title="Before">
              <Card>
                <ul className="divide-y">
                  {past.map((alert) => (
                    <Past key={alert.id} alert={alert} now={now} />
                  ))}
                </ul>
              </Card>
            </Section>
          )}
        </>
      )}
    </>
  );
}

function Raised({ alert, now }: { alert: AlertView; now: Date }) {
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-3 p-4 sm:grid-cols-[auto_minmax(0,1fr)_auto]">
      <Icon
        name={alert.ending ? "good" : "warn"}
        className={alert.ending ? "mt-1 size-4 text-good" : "mt-1 size-4 text-warn"}
      />
      <div className="min-w-0">
        <p className="text-base font-medium [overflow-wrap:anywhere]">{alert.sentence}</p>
        <p className="text-sm text-soft">
          {alert.ending ? "Was raised" : "Since"} <Time at={alert.raisedAt} now={now} as="moment" />
          {alert.was === null ? null : `, when it was ${alert.was.toLocaleString("en")}`}
          {alert.ending ? "; whoever was told of it hears next that it is over" : null}
          {alert.waits ? "; the email waits for the end of quiet hours" : null}
        </p>
      </div>
      <div className="max-sm:col-start-2">
        <LinkButton href={alert.place.href}>
          {alert.place.words}
          <span className="sr-only">: {alert.sentence}</span>
        </LinkButton>
      </div>
    </li>
  );
}

function Past({ alert, now }: { alert: AlertView; now: Date }) {
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5 p-4">
      <p className="min-w-0 text-base [overflow-wrap:anywhere]">{alert.sentence}</p>
      <p className="text-sm text-soft">
        <Time at={alert.raisedAt} now={now} as="moment" />
        {alert.recoveredAt === null ? null : (
          <>
            {" until "}
            <Time at={alert.recoveredAt} now={now} as="moment" />
          </>
        )}
      </p>
    </li>
  );
}

function Rule({ rule }: { rule: RuleView }) {
  const { id, sentence, mailTo, tellWebhooks, enabled, quiet } = rule;
  const told = [...mailTo, ...(tellWebhooks ? ["the webhook endpoints"] : [])].join(", ");
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 p-4">
      <div className="min-w-0 flex-1 basis-56">
        <h3 className="text-base font-medium [overflow-wrap:anywhere]">
          <Link href={`/admin/alerts/${id}`} prefetch={false} className="hover:underline">
            {sentence}
          </Link>
        </h3>
        <p className="mt-0.5 text-sm text-soft [overflow-wrap:anywhere]">
          {enabled ? `Tells ${told}` : "Switched off"}
          {enabled && quiet ? ". Quiet hours now: emails wait" : null}
        </p>
      </div>
      <div className="flex gap-2">
        <form method="post" action={`/admin/alerts/${id}/test`}>
          <Submit>
            Test<span className="sr-only"> the rule: {sentence}</span>
          </Submit>
        </form>
        <LinkButton href={`/admin/alerts/${id}`}>
          Change<span className="sr-only"> the rule: {sentence}</span>
        </LinkButton>
      </div>
    </li>
  );
}
