import { LinkButton } from "#components/link-button";
import { Name } from "#components/name";
import { PageHeader } from "#components/page-header";
import { Submit } from "#components/submit";
import { VendorTile } from "#components/vendor-tile";
import type { ConnectionView } from "#lib/connections/view";

/** Where the question stands, if not below the connection's own page. */
type Place = { back: string; action: string };

/** Asked once, on a page of its own, so that it also works before JavaScript arrives. */
export function DisconnectScreen({ connection, at }: { connection: ConnectionView; at?: Place }) {
  const { id, account, vendor } = connection;
  const { back, action } = at ?? { back: `/connections/${id}`, action: `/connections/${id}/disconnection` };
  return (
    <div className="mx-auto max-w-prose">
      <PageHeader
        back={{ href: back, label: at ? "Your accounts" : "Back to the account" }}
        tile={<VendorTile vendor={vendor} className="size-11 text-lg" />}
        title={
          <>
            Disconnect “<Name lines="all">{account.name}</Name>”?
          </>
        }
      >
        {vendor.name}
      </PageHeader>
      <div className="mt-8 space-y-6">
        <ul className="list-disc space-y-2 pl-5 text-base marker:text-soft">
          <li>Patchbay forgets its keys at once. Nobody can bring them back, us included.</li>
          <li>Software that uses this link stops at its next request.</li>
          <li>
            {vendor.name} is told too, where it offers a way to tell it. You get a receipt that says what
            happened.
          </li>
          <li>Everything you have at {vendor.name} stays where it is, and you can connect again later.</li>
        </ul>
        <form method="post" action={action} className="flex flex-wrap gap-3">
          <Submit look="danger">Disconnect</Submit>
          <LinkButton href={back}>Keep it</LinkButton>
        </form>
      </div>
    </div>
  );
}
