import clsx from "clsx";
import Link from "next/link";
import { EmptyState } from "#components/empty-state";
import { LinkButton } from "#components/link-button";
import { Card } from "#components/section";
import { Submit } from "#components/submit";
import { Time } from "#components/time";
import type { DeliveryView, EndpointView } from "#lib/webhooks/endpoints";
import { messageWords, outcomeWords, tryWords } from "#lib/webhooks/words";

type Props = {
  endpoint: EndpointView;
  deliveries: DeliveryView[];
  /** Where the next page begins. */
  older: string | null;
  outcome: string | null;
  now: Date;
};

const filters = [
  [null, "All"],
  ["waiting", "Waiting"],
  ["delivered", "Delivered"],
  ["given_up", "Given up"],
] as const;
const inks = { delivered: "text-good", waiting: "text-warn", given_up: "text-bad" } as const;

/** What was sent, newest first, with every try. */
export function WebhookDeliveries({ endpoint, deliveries, older, outcome, now }: Props) {
  const path = `/admin/webhooks/${endpoint.id}`;
  return (
    <>
      <nav aria-label="Which deliveries" className="mb-3 flex flex-wrap gap-1 text-sm">
        {filters.map(([value, words]) => (
          <Link
            key={words}
            href={value === null ? path : `${path}?outcome=${value}`}
            prefetch={false}
            aria-current={value === outcome ? "page" : undefined}
            className="rounded-md px-2.5 py-1.5 text-soft hover:bg-sunken aria-[current=page]:bg-sunken aria-[current=page]:text-ink"
          >
            {words}
          </Link>
        ))}
      </nav>
      {deliveries.length === 0 ? (
        <EmptyState title="Nothing here">
          {outcome === null
            ? "What is sent to this endpoint stands here, with every try. Send a test to see one."
            : "No delivery is like that."}
        </EmptyState>
      ) : (
        <Card>
          <ul className="divide-y">
            {deliveries.map((delivery) => (
              <Delivery key={delivery.id} delivery={delivery} endpoint={endpoint} now={now} />
            ))}
          </ul>
        </Card>
      )}
      {older === null ? null : (
        <div className="mt-3">
          <LinkButton href={`${path}?${outcome === null ? "" : `outcome=${outcome}&`}before=${older}`}>
            Older
          </LinkButton>
        </div>
      )}
    </>
  );
}

function Delivery({
  delivery,
  endpoint,
  now,
}: {
  delivery: DeliveryView;
  endpoint: EndpointView;
  now: Date;
}) {
  const { id, messageId, type, outcome, tries, nextTryAt, createdAt } = delivery;
  const subject = /^[0-9a-f-]{36}$/.test(delivery.subject) ? delivery.subject : null;
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 p-4">
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="text-base font-medium">{messageWords(type)}</span>
          <span className={clsx("text-sm", inks[outcome])}>{outcomeWords[outcome]}</span>
        </p>
        <p className="text-sm text-soft">
          {type === null ? null : <code className="mr-2 font-mono text-xs">{type}</code>}
          <Time at={createdAt} now={now} as="moment" />
          {outcome === "waiting" && nextTryAt !== null && tries.length > 0 ? (
            <>
              , tried again <Time at={nextTryAt} now={now} />
            </>
          ) : null}
        </p>
        {tries.length === 0 ? null : (
          <details className="mt-1 text-sm">
            <summary className="inline-flex min-h-6 cursor-pointer items-center text-accent underline underline-offset-2">
              {tries.length === 1 ? "1 try" : `${tries.length} tries`}
            </summary>
            <ol className="mt-1 space-y-0.5 text-soft">
              {tries.map((each) => (
                <li key={each.at}>
                  <Time at={new Date(each.at)} now={now} as="moment" />: {tryWords(each)},{" "}
                  <span className="tabular">{each.ms} ms</span>
                </li>
              ))}
            </ol>
            <p className="mt-1 font-mono text-xs text-soft [overflow-wrap:anywhere]">
              {messageId}
              {subject === null ? null : ` about ${subject}`}
            </p>
          </details>
        )}
      </div>
      {endpoint.state === "disabled" ? null : (
        <form method="post" action={`/admin/webhooks/${endpoint.id}/deliveries/${id}/replay`}>
          <Submit>
            Send again<span className="sr-only">: {messageWords(type)}</span>
          </Submit>
        </form>
      )}
    </li>
  );
}
