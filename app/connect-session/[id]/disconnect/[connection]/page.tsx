import type { Metadata } from "next";
import { CustomerFrame } from "#components/customer-frame";
import { DisconnectScreen } from "#components/screens/disconnect";
import { now } from "#lib/clock";
import { readConnection } from "#lib/connections/read";
import { requireAllowed } from "#lib/customers/sessions";
import { orNotFound } from "../../../../_components/or-not-found.ts";
import { requireCustomer } from "../../../require-customer.ts";

export const metadata: Metadata = { title: "Disconnect" };

export default async function CustomerDisconnectPage({
  params,
}: PageProps<"/connect-session/[id]/disconnect/[connection]">) {
  const { id, connection } = await params;
  const customer = await requireCustomer(id);
  const page = `/connect-session/${id}`;
  const shown = await orNotFound(allowed());
  return (
    <CustomerFrame>
      <DisconnectScreen
        now={now()}
        connection={shown}
        at={{ back: page, action: `${page}/disconnection/${connection}`, label: "Your accounts" }}
      />
    </CustomerFrame>
  );

  async function allowed() {
    const found = await readConnection(customer, connection);
    requireAllowed(customer, found.vendor.id, connection);
    return found;
  }
}
