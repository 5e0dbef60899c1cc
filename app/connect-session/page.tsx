import type { Metadata } from "next";
import { CustomerFrame } from "#components/customer-frame";
import { OpenSession } from "#components/open-session";
import { PageHeader } from "#components/page-header";

export const metadata: Metadata = { title: "Connect your accounts" };

export default function OpenPage() {
  return (
    <CustomerFrame>
      <PageHeader title="Connect your accounts">One moment, your page is being opened.</PageHeader>
      <div className="mt-6">
        <OpenSession />
        <noscript>
          <p className="mt-4 text-sm text-soft">
            Opening the link takes JavaScript, because what it carries is kept from every server. Switch it on
            for this page, then load it again.
          </p>
        </noscript>
      </div>
    </CustomerFrame>
  );
}
