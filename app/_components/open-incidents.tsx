import { LinkButton } from "#components/link-button";
import { Card } from "#components/section";
import { Time } from "#components/time";
import { VendorTile } from "#components/vendor-tile";
import type { OpenIncident } from "#lib/admin/overview";
import { count } from "./relative.ts";

/** What is wrong with a vendor as a whole: since when, for how many, and whose it is to mend. */
export function OpenIncidents({ incidents, now }: { incidents: OpenIncident[]; now: Date }) {
  return (
    <Card>
      <ul className="divide-y">
        {incidents.map((incident) => (
          <li key={incident.id} className="flex flex-wrap items-start gap-x-4 gap-y-3 p-4">
            <VendorTile vendor={incident.vendor} />
            <div className="min-w-0 flex-1 basis-64">
              <p className="text-base font-medium">
                {titles[incident.kind](incident.vendor.name)} since{" "}
                <Time at={incident.openedAt} now={now} as="moment" />
              </p>
              <p className="mt-0.5 text-sm text-soft">{sentences[incident.kind](incident)}</p>
            </div>
            <LinkButton
              href={
                incident.kind === "client"
                  ? "/admin/vendors"
                  : `/admin/connections?vendor=${incident.vendor.id}&state=vendor_trouble`
              }
            >
              {incident.kind === "client" ? "Mend it" : "See whom it touches"}
              <span className="sr-only">: {incident.vendor.name}</span>
            </LinkButton>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const titles: Record<OpenIncident["kind"], (vendor: string) => string> = {
  outage: (vendor) => `${vendor} has not answered as it should`,
  client: (vendor) => `${vendor} has not accepted this server's own credentials`,
};

const sentences: Record<OpenIncident["kind"], (incident: OpenIncident) => string> = {
  outage: ({ vendor, affected }) =>
    `${vendor.name}'s to mend. ${waiting(affected)} Tokens that still live are handed out; what was due is made good by itself as soon as ${vendor.name} answers.`,
  client: ({ vendor, affected }) =>
    `Yours to mend: the client id or secret for ${vendor.name} is wrong or was withdrawn. ${waiting(affected)} Nobody has to reconnect; tokens end one after the other until it is mended.`,
};

function waiting(affected: number): string {
  return affected === 0
    ? "Nothing is due there yet."
    : `${count(affected, "connection")} ${affected === 1 ? "waits" : "wait"}.`;
}
