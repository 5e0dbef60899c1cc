import { redirect } from "next/navigation";
import { currentCustomer } from "#lib/customers/current";
import type { Customer } from "#lib/customers/sessions";

/** For pages: the customer of the session in the address, or the page that says that it is over. */
export async function requireCustomer(id: string): Promise<Customer> {
  const customer = await currentCustomer(id);
  if (customer === null) redirect("/connect-session/over?problem=session_over");
  return customer;
}
