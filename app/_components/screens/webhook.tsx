import { Code } from "#components/code";
import { LinkButton } from "#components/link-button";
import { Name } from "#components/name";
import { Notice } from "#components/notice";
import { Card, Section } from "#components/section";
import { Select } from "#components/select";
import { Submit } from "#components/submit";
import { Time } from "#components/time";
import { WebhookDeliveries } from "#components/webhook-deliveries";
import { WebhookForm } from "#components/webhook-form";
import { WebhookState } from "#components/webhook-state";
import type { ProblemView } from "#lib/connections/view";
import type { DeliveryView, EndpointView } from "#lib/webhooks/endpoints";
import { adviceWords } from "#lib/webhooks/words";
import { problemTone } from "../problem-tone.ts";

type Props = {
  endpoint: EndpointView;
  deliveries: DeliveryView[];
  older: string | null;
  outcome: string | null;
  /** Right after it was made, and never again. */
  secret: string | null;
  now: Date;
  problem: ProblemView | null;
  /** What stood in a form that was refused. */
  typed?: { url?: string | undefined; name?: string | undefined; types?: string[] | undefined };
  done: string | null;
};

export function WebhookScreen(props: Props) {
  const { endpoint, deliveries, older, outcome, secret, now, problem, typed = {}, done } = props;
  const path = `/admin/webhooks/${endpoint.id}`;
  const atField = problem?.code === "webhook_address";
  return (
    <>
      {problem !== null && !atField ? (
        <Notice tone={problemTone(problem.code)} title={problem.title} closeHref={path}>
          {problem.belowTitle}
        </Notice>
      ) : null}
      {done === null ? null : (
        <Notice tone="good" closeHref={path}>
          {done}
        </Notice>
      )}
      {secret === null ? null : <NewSecret endpoint={endpoint} secret={secret} now={now} />}
      <Condition endpoint={endpoint} now={now} />
      <Section id="deliveries" title="Deliveries">
        <WebhookDeliveries
          endpoint={endpoint}
          deliveries={deliveries}
          older={older}
          outcome={outcome}
          now={now}
        />
      </Section>
      {endpoint.state === "disabled" ? null : <Again path={path} />}
      <Section id="change" title="Change it">
        <WebhookForm
          action={`${path}/change`}
          button="Save"
          url={typed.url ?? endpoint.url}
          name={typed.name ?? endpoint.name}
          types={typed.types ?? endpoint.types}
          problem={atField ? problem.sentence : undefined}
        />
      </Section>
      <Section id="secret" title="Secret">
        <p className="max-w-prose text-sm text-soft">
          {endpoint.oldSecretUntil === null ? (
            "A new secret takes the place of the present one. For a day both sign, so that nothing is missed while your software changes over."
          ) : (
            <>
              The secret before this one signs as well until{" "}
              <Time at={endpoint.oldSecretUntil} now={now} as="moment" />.
            </>
          )}
        </p>
        <form method="post" action={`${path}/secret`} className="mt-3">
          <Submit>Rotate secret</Submit>
        </form>
      </Section>
      <Section id="end" title="Delete it">
        <LinkButton href={`${path}/delete`} className="text-bad!">
          Delete…
        </LinkButton>
      </Section>
    </>
  );
}

function NewSecret({ endpoint, secret, now }: { endpoint: EndpointView; secret: string; now: Date }) {
  return (
    <Notice
      tone="info"
      title="Its secret, shown this once"
      action={<LinkButton href={`/admin/webhooks/${endpoint.id}`}>I have kept it</LinkButton>}
    >
      <p>
        Your software checks each message with it.
        {endpoint.oldSecretUntil === null ? null : (
          <>
            {" "}
            The one before signs as well until <Time at={endpoint.oldSecretUntil} now={now} as="moment" />.
          </>
        )}
      </p>
      <p className="mt-2">
        <Code label="secret">{secret}</Code>
      </p>
    </Notice>
  );
}

function Condition({ endpoint, now }: { endpoint: EndpointView; now: Date }) {
  const path = `/admin/webhooks/${endpoint.id}`;
  const advice = adviceWords[endpoint.state];
  return (
    <Card>
      <div className="p-4">
        <WebhookState endpoint={endpoint} now={now} />
        <p className="mt-1 font-mono text-xs sm:text-sm">
          <Name lines="all">{endpoint.url}</Name>
        </p>
        {advice === null ? null : <p className="mt-2 max-w-prose text-sm text-soft">{advice}</p>}
      </div>
      <div className="flex flex-wrap gap-2 border-t p-4">
        {endpoint.state === "disabled" ? (
          <form method="post" action={`${path}/enable`}>
            <Submit look="primary">Enable</Submit>
          </form>
        ) : (
          <>
            <form method="post" action={`${path}/test`}>
              <Submit>Send a test</Submit>
            </form>
            <form method="post" action={`${path}/disable`} className="sm:ml-auto">
              <Submit look="quiet">Disable</Submit>
            </form>
          </>
        )}
      </div>
    </Card>
  );
}

const spans = [
  { value: "1", words: "The last hour" },
  { value: "24", words: "The last day" },
  { value: "168", words: "The last week" },
  { value: "720", words: "The last 30 days" },
];

function Again({ path }: { path: string }) {
  return (
    <Section id="again" title="Send again">
      <p className="max-w-prose text-sm text-soft">
        Everything of the time you choose, in its order and under its own id, also what was missed while the
        endpoint was disabled. Your software knows by the id what it has had.
      </p>
      <form method="post" action={`${path}/replay`} className="mt-3 flex flex-wrap items-center gap-2">
        <Select label="Since when" name="hours" options={spans} />
        <Submit>Send all again</Submit>
      </form>
    </Section>
  );
}
