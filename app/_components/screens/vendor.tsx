import clsx from "clsx";
import Link from "next/link";
import { HealthChart } from "#components/health-chart";
import { IncidentList } from "#components/incident-list";
import { LinkButton } from "#components/link-button";
import { Notice } from "#components/notice";
import { Card, Section } from "#components/section";
import { SetUpSteps } from "#components/set-up-steps";
import { Submit } from "#components/submit";
import { Time } from "#components/time";
import type { ProblemView } from "#lib/connections/view";
import type { VendorAdministration } from "#lib/vendors/administration";
import type { AffectedView, Health, IncidentEntry } from "#lib/vendors/health";
import { problemTone } from "../problem-tone.ts";

type Props = {
  vendor: VendorAdministration;
  health: Health;
  span: string;
  spans: { id: string; name: string }[];
  opened: { incident: IncidentEntry; connections: AffectedView[] } | null;
  now: Date;
  problem: ProblemView | null;
  done: string | null;
};

export function VendorScreen({ vendor, health, span, spans, opened, now, problem, done }: Props) {
  const here = `/admin/vendors/${vendor.id}`;
  return (
    <>
      <div className="space-y-4 empty:hidden">
        {problem ? (
          <Notice tone={problemTone(problem.code)} title={problem.title} closeHref={here}>
            {problem.belowTitle}
          </Notice>
        ) : null}
        {done ? (
          <Notice tone="good" closeHref={here}>
            {done}
          </Notice>
        ) : null}
        {vendor.incident ? (
          <Notice
            tone={vendor.incident.kind === "client" ? "bad" : "warn"}
            title={
              vendor.incident.kind === "client"
                ? `${vendor.name} does not accept this server’s own credentials`
                : `${vendor.name} is having trouble`
            }
          >
            Since <Time at={vendor.incident.openedAt} now={now} as="moment" />. One call in half a minute
            finds out whether it is over; what waits is made good by itself.
          </Notice>
        ) : null}
      </div>
      <div className="grid items-start gap-10 xl:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
        <div className="min-w-0 space-y-10">
          <Section
            id="health"
            title="Renewals"
            aside={
              <nav aria-label="Time shown" className="flex gap-1">
                {spans.map(({ id, name }) => (
                  <Link
                    key={id}
                    href={`${here}?span=${id}`}
                    prefetch={false}
                    aria-current={id === span ? "true" : undefined}
                    className={clsx(
                      "rounded-md px-2 py-1",
                      id === span ? "bg-sunken font-medium text-ink" : "hover:text-ink",
                    )}
                  >
                    {name}
                  </Link>
                ))}
              </nav>
            }
          >
            <Card className="p-4">
              <HealthChart health={health} vendor={vendor.name} now={now} />
            </Card>
          </Section>
          <Section id="incidents" title="Incidents">
            <IncidentList
              vendor={vendor}
              incidents={health.incidents}
              opened={opened}
              here={`${here}?span=${span}`}
              now={now}
            />
          </Section>
          <Section id="pause" title="Pause">
            <Card>
              <div className="divide-y">
                <Switch
                  vendor={vendor}
                  what="linking"
                  now={now}
                  on="People can link accounts, and reconnect those that need them."
                  off="Nobody can begin a link or reconnect. Who has left for the vendor already may finish."
                />
                <Switch
                  vendor={vendor}
                  what="renewing"
                  now={now}
                  on="Tokens are renewed before they end, and when somebody asks for one."
                  off="The vendor is not asked for tokens. One that still lives is handed out; after that software is told that it is paused."
                />
              </div>
            </Card>
          </Section>
        </div>
        <Section id="set-up" title="Set-up" className="min-w-0">
          {vendor.steps.length === 0 ? (
            <p className="text-sm text-soft">
              Nothing to set up: people bring a key of their own, and nothing is registered at {vendor.name}.
            </p>
          ) : (
            <>
              <SetUpSteps steps={vendor.steps} />
              <Check vendor={vendor} now={now} />
            </>
          )}
          <p className="mt-3 text-sm text-soft">
            <a href={vendor.docsUrl} rel="noreferrer" className="text-accent underline underline-offset-2">
              {vendor.name}’s own documentation
            </a>
          </p>
        </Section>
      </div>
      <p>
        <LinkButton href={`/admin/connections?vendor=${vendor.id}`}>Connections of {vendor.name}</LinkButton>
      </p>
    </>
  );
}

type SwitchProps = {
  vendor: VendorAdministration;
  what: "linking" | "renewing";
  on: string;
  off: string;
  now: Date;
};

function Switch({ vendor, what, on, off, now }: SwitchProps) {
  const since = vendor.paused[what];
  const name = what === "linking" ? "Linking" : "Renewing";
  return (
    <form
      method="post"
      action={`/admin/vendors/${vendor.id}/pause`}
      className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 p-4"
    >
      <input type="hidden" name="what" value={what} />
      <div className="min-w-0 flex-1 basis-56">
        <h3 className="text-base font-medium">
          {name}{" "}
          {since === null ? null : (
            <span className="font-normal text-warn">
              paused <Time at={since} now={now} />
              {vendor.paused.by === null ? null : <> by {vendor.paused.by}</>}
            </span>
          )}
        </h3>
        <p className="mt-0.5 text-sm text-soft">{since === null ? on : off}</p>
      </div>
      {since === null ? (
        <Submit name="to" value="pause">
          Pause {what}
        </Submit>
      ) : (
        <Submit name="to" value="resume" look="primary">
          Resume {what}
        </Submit>
      )}
    </form>
  );
}

function Check({ vendor, now }: Pick<Props, "vendor" | "now">) {
  const { checkable, unchecked, checked } = vendor;
  if (!checkable) return unchecked === null ? null : <p className="mt-3 text-sm text-soft">{unchecked}</p>;
  return (
    <form
      method="post"
      action={`/admin/vendors/${vendor.id}/check`}
      className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-2"
    >
      <Submit>Check credentials</Submit>
      <p className="min-w-0 flex-1 basis-48 text-sm">
        {checked === null ? (
          <span className="text-soft">
            Asks {vendor.name} whether it accepts them. Nothing is changed there.
          </span>
        ) : (
          <>
            <span className={checked.good ? "text-good" : "text-bad"}>{checked.sentence}</span>{" "}
            <span className="text-soft">
              Checked <Time at={checked.at} now={now} />.
            </span>
          </>
        )}
      </p>
    </form>
  );
}
