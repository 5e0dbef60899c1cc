import { Notice } from "#components/notice";
import { Time } from "#components/time";
import type { IncidentView } from "#lib/connections/view";

/** One notice for a vendor's trouble, however many accounts wait for its end. */
export function VendorTrouble({ trouble, now }: { trouble: IncidentView; now: Date }) {
  return (
    <Notice
      tone={trouble.kind === "client" ? "bad" : "warn"}
      title={titles[trouble.kind](trouble.vendor.name)}
    >
      {trouble.sentence}{" "}
      <span className="text-soft">
        Since <Time at={trouble.openedAt} now={now} as="moment" />.
      </span>
    </Notice>
  );
}

const titles: Record<IncidentView["kind"], (vendor: string) => string> = {
  outage: (vendor) => `${vendor} is having trouble`,
  client: (vendor) => `${vendor} waits for an administrator of this server`,
  paused: (vendor) => `Renewing at ${vendor} is paused for now`,
};
