import type { Metadata } from "next";
import { headers } from "next/headers";
import { CustomerFrame } from "#components/customer-frame";
import { CustomerScreen } from "#components/screens/customer";
import { now } from "#lib/clock";
import { isFramed } from "#lib/customers/current";
import { readCustomerPage } from "#lib/customers/page";
import { one } from "../../_components/query.ts";
import { requireCustomer } from "../require-customer.ts";

export const metadata: Metadata = { title: "Connect your accounts" };

export default async function CustomerPage({ params, searchParams }: PageProps<"/connect-session/[id]">) {
  const [{ id }, query] = await Promise.all([params, searchParams]);
  const customer = await requireCustomer(id);
  const page = await readCustomerPage(customer, {
    framed: isFramed(await headers()),
    problem: one(query.problem),
    done: one(query.done),
    connection: one(query.connection),
  });
  return (
    <CustomerFrame>
      <CustomerScreen {...page} now={now()} />
    </CustomerFrame>
  );
}
