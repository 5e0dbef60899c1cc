import type { ReactNode } from "react";
import { NavLink } from "#components/nav-link";
import { PageHeader } from "#components/page-header";
import { SignedIn } from "#components/signed-in";

const rooms = [
  ["/admin", "Overview"],
  ["/admin/connections", "Connections"],
  ["/admin/vendors", "Vendors"],
  ["/admin/people", "People"],
  ["/admin/log", "Log"],
  ["/admin/alerts", "Alerts"],
  ["/admin/api-keys", "API keys"],
  ["/admin/webhooks", "Webhooks"],
  ["/admin/settings", "Settings"],
] as const;

type Props = {
  here: string;
  title: ReactNode;
  lead?: ReactNode;
  back?: { href: string; label: string };
  children: ReactNode;
};

/** The frame of every administrator's page: the same header, and a row of rooms below it. */
export function AdminFrame({ here, title, lead, back, children }: Props) {
  return (
    <SignedIn here={here} width="wide">
      <nav
        aria-label="Administration"
        className="-mx-2.5 -mt-3 mb-8 flex flex-wrap gap-x-1 border-b pb-2 print:hidden"
      >
        {rooms.map(([href, name]) => (
          <NavLink
            key={href}
            href={href}
            current={
              here === href ? "page" : href !== "/admin" && here.startsWith(`${href}/`) ? "true" : "no"
            }
          >
            {name}
          </NavLink>
        ))}
      </nav>
      <PageHeader title={title} {...(back === undefined ? {} : { back })}>
        {lead}
      </PageHeader>
      <div className="mt-8 space-y-10">{children}</div>
    </SignedIn>
  );
}
