import { LinkButton } from "#components/link-button";
import { Name } from "#components/name";
import { PageHeader } from "#components/page-header";
import { Submit } from "#components/submit";
import { Time } from "#components/time";
import { VendorTile } from "#components/vendor-tile";
import type { ConnectionDetail } from "#lib/connections/view";

type Props = {
  connection: ConnectionDetail;
  now: Date;
  /** Where the question stands, if not below the connection's own page. */
  at?: { back: string; action: string; label: string };
  /** Whose it is, for an administrator. */
  owner?: string;
};

/** Asked once, on a page of its own, so that it also works before JavaScript arrives. */
export function DisconnectScreen({ connection, now, at, owner }: Props) {
  const { id, account, label, vendor, lastRead, atDisconnect } = connection;
  const { back, action } = at ?? { back: `/connections/${id}`, action: `/connections/${id}/disconnection` };
  return (
    <div className="mx-auto max-w-prose">
      <PageHeader
        back={{ href: back, label: at?.label ?? "Back to the account" }}
        tile={<VendorTile vendor={vendor} className="size-11 text-lg" />}
        title={
          <>
            Disconnect “<Name lines="all">{label ?? account.name}</Name>”?
          </>
        }
      >
        {vendor.name}
        {label === null ? null : (
          <>
            {" · "}
            <bdi>{account.name}</bdi>
          </>
        )}
        {owner === undefined ? null : (
          <>
            , linked by <Name lines="all">{owner}</Name>
          </>
        )}
      </PageHeader>
      <div className="mt-8 space-y-6">
        <ul className="list-disc space-y-2 pl-5 text-base marker:text-soft">
          <li>Patchbay forgets its keys at once. Nobody can bring them back, us included.</li>
          <li>
            {/* What a customer's host calls its programs is the host's own business. */}
            {at !== undefined && owner === undefined ? (
              "Software that uses this link stops at its next request."
            ) : lastRead === null ? (
              "No software has ever asked for its token, so none is cut off."
            ) : (
              <>
                Software that uses this link stops at its next request; <Name lines="all">{lastRead.by}</Name>{" "}
                asked for its token <Time at={lastRead.at} now={now} />.
              </>
            )}
          </li>
          <li>{told[atDisconnect](vendor.name)}</li>
          {owner === undefined ? (
            <li>Everything you have at {vendor.name} stays where it is, and you can connect again later.</li>
          ) : (
            <li>
              Everything at {vendor.name} stays where it is. Only its owner can connect it again, and their
              page says that an administrator did this.
            </li>
          )}
        </ul>
        <form method="post" action={action} className="flex flex-wrap gap-3">
          <Submit look="danger">Disconnect</Submit>
          <LinkButton href={back}>Keep it</LinkButton>
        </form>
      </div>
    </div>
  );
}

const told: Record<ConnectionDetail["atDisconnect"], (vendor: string) => string> = {
  told: (vendor) =>
    `${vendor} is told too, and revokes the access there. The receipt says whether it confirmed that.`,
  nothing_held: (vendor) =>
    `${vendor} has refused this link already, so there is nothing left to revoke there. You get a receipt.`,
  not_offered: (vendor) =>
    `${vendor} offers no way for us to tell it. The receipt has the way to remove the access there yourself.`,
};
