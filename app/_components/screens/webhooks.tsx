import Link from "next/link";
import { EmptyState } from "#components/empty-state";
import { Name } from "#components/name";
import { Notice } from "#components/notice";
import { Card, Section } from "#components/section";
import { WebhookForm } from "#components/webhook-form";
import { WebhookState } from "#components/webhook-state";
import type { ProblemView } from "#lib/connections/view";
import type { EndpointView } from "#lib/webhooks/endpoints";
import { problemTone } from "../problem-tone.ts";

type Props = {
  endpoints: EndpointView[];
  now: Date;
  problem: ProblemView | null;
  /** What stood in a form that was refused. */
  typed?: { url?: string | undefined; name?: string | undefined; types?: string[] | undefined };
  done: string | null;
};

export function WebhooksScreen({ endpoints, now, problem, typed = {}, done }: Props) {
  const atField = problem?.code === "webhook_address";
  return (
    <>
      {problem !== null && !atField ? (
        <Notice tone={problemTone(problem.code)} title={problem.title} closeHref="/admin/webhooks">
          {problem.belowTitle}
        </Notice>
      ) : null}
      {done === null ? null : (
        <Notice tone="good" closeHref="/admin/webhooks">
          {done}
        </Notice>
      )}
      <Section id="endpoints" title="Endpoints">
        {endpoints.length === 0 ? (
          <EmptyState title="Nobody is told yet">
            Add the address of your back end below. From then on it hears when a connection is made, needs its
            person, works again or ends.
          </EmptyState>
        ) : (
          <Card>
            <ul className="divide-y">
              {endpoints.map((endpoint) => (
                <li
                  key={endpoint.id}
                  className="relative flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 p-4 hover:bg-sunken/60"
                >
                  <div className="min-w-0 flex-1 basis-64">
                    <Link
                      href={`/admin/webhooks/${endpoint.id}`}
                      prefetch={false}
                      className="block text-base font-medium after:absolute after:inset-0"
                    >
                      <Name lines="two">{endpoint.name}</Name>
                    </Link>
                    <Name className="text-sm text-soft">{endpoint.url}</Name>
                  </div>
                  <WebhookState endpoint={endpoint} now={now} />
                </li>
              ))}
            </ul>
          </Card>
        )}
      </Section>
      <Section id="add" title="Add an endpoint">
        <WebhookForm
          action="/admin/webhooks/endpoints"
          button="Add endpoint"
          look={endpoints.length === 0 ? "primary" : "plain"}
          url={typed.url}
          name={typed.name}
          types={typed.types ?? null}
          problem={atField ? problem.sentence : undefined}
        />
      </Section>
    </>
  );
}
