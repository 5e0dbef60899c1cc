import Link from "next/link";
import { Name } from "#components/name";
import { Card } from "#components/section";
import { Time } from "#components/time";
import { naming } from "#lib/connections/words";
import { type FailureCode, failures, isFailureCode } from "#lib/errors";
import type { AffectedView, IncidentEntry } from "#lib/vendors/health";

type Props = {
  vendor: { id: string; name: string };
  incidents: IncidentEntry[];
  /** The one whose connections are listed. */
  opened: { incident: IncidentEntry; connections: AffectedView[] } | null;
  /** The address of this page without an incident. */
  here: string;
  now: Date;
};

/** What was wrong, for how long, and whom it kept waiting. */
export function IncidentList({ vendor, incidents, opened, here, now }: Props) {
  if (incidents.length === 0)
    return <p className="text-sm text-soft">No incident at {vendor.name} in this time.</p>;
  return (
    <Card>
      <ul className="divide-y">
        {incidents.map((incident) => (
          <li key={incident.id} id={incident.id} className="p-4">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4">
              <h3 className="text-base font-medium">
                {incident.kind === "client" ? "Our credentials were not accepted" : "Outage"}
              </h3>
              <p className={incident.closedAt === null ? "text-sm text-warn" : "text-sm text-soft"}>
                <Time at={incident.openedAt} now={now} as="moment" />
                {incident.closedAt === null ? (
                  ", still open"
                ) : (
                  <>
                    {" until "}
                    <Time at={incident.closedAt} now={now} as="moment" />
                  </>
                )}
              </p>
            </div>
            <p className="mt-0.5 text-sm text-soft [overflow-wrap:anywhere]">
              {isFailureCode(incident.code) ? whatHappened(vendor.name, incident.code) : incident.code}.{" "}
              <code className="font-mono text-xs">{incident.endpoint}</code>, {times(incident.failures)};{" "}
              {waiting(incident.affected)}.
            </p>
            {opened?.incident.id === incident.id ? (
              <Waiting opened={opened} vendor={vendor} now={now} />
            ) : (
              <p className="mt-2 text-sm">
                <Link
                  href={`${here}${here.includes("?") ? "&" : "?"}incident=${incident.id}#${incident.id}`}
                  prefetch={false}
                  className="text-accent underline underline-offset-2"
                >
                  Who {incident.closedAt === null ? "waits" : "waited"}
                  <span className="sr-only">
                    {" "}
                    since <Time at={incident.openedAt} now={now} as="moment" />
                  </span>
                </Link>
              </p>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** The first half of the sentence for people: what was, without what they were to do. */
const whatHappened = (vendor: string, code: FailureCode) => naming(vendor, failures[code][1]).split(". ")[0];

function Waiting({
  opened,
  vendor,
  now,
}: Pick<Props, "vendor" | "now"> & { opened: NonNullable<Props["opened"]> }) {
  const { incident, connections } = opened;
  const all = `/admin/connections?vendor=${vendor.id}`;
  return (
    <div className="mt-3 rounded-md border bg-canvas p-3 text-sm">
      {connections.length === 0 ? (
        <p className="text-soft">
          {incident.closedAt === null ? "Nobody waits at this moment." : "No renewal failed for it."}
        </p>
      ) : (
        <ul className="space-y-1.5">
          {connections.map(({ id, name, label, owner, since }) => (
            <li key={id} className="flex flex-wrap items-baseline gap-x-3">
              <Link
                href={`/admin/connections/${id}`}
                prefetch={false}
                className="min-w-0 text-accent underline underline-offset-2"
              >
                <Name lines="all">{label ?? name}</Name>
              </Link>
              <span className="text-soft">
                <Name lines="all">{owner}</Name>, since <Time at={since} now={now} as="moment" />
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className="mt-2">
        <Link href={all} prefetch={false} className="text-accent underline underline-offset-2">
          All connections of {vendor.name}
        </Link>
      </p>
    </div>
  );
}

const times = (count: number) => (count === 1 ? "failed once" : `failed ${count.toLocaleString("en")} times`);

const waiting = (count: number) =>
  count === 0
    ? "nobody had to wait"
    : count === 1
      ? "one connection waited"
      : `up to ${count.toLocaleString("en")} connections waited`;
