import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CustomerFrame } from "#components/customer-frame";
import { KeyFields } from "#components/key-fields";
import { LinkButton } from "#components/link-button";
import { LinkFacts } from "#components/link-facts";
import { LinkingPaused } from "#components/linking-paused";
import { Name } from "#components/name";
import { Notice } from "#components/notice";
import { PageHeader } from "#components/page-header";
import { Submit } from "#components/submit";
import { vendorView } from "#lib/connections/catalogue";
import { readConnection } from "#lib/connections/read";
import { problemView } from "#lib/connections/words";
import { requireAllowed } from "#lib/customers/sessions";
import { withPauses } from "#lib/vendors/settings";
import { orNotFound } from "../../../../_components/or-not-found.ts";
import { problemTone } from "../../../../_components/problem-tone.ts";
import { one } from "../../../../_components/query.ts";
import { requireCustomer } from "../../../require-customer.ts";

type Props = PageProps<"/connect-session/[id]/connect/[provider]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const vendor = vendorView((await params).provider);
  return vendor === null ? {} : { title: `Connect ${vendor.name}` };
}

/** The page before leaving, for a customer: nobody is sent away without knowing what for. */
export default async function CustomerConnectPage({ params, searchParams }: Props) {
  const [{ id, provider }, query] = await Promise.all([params, searchParams]);
  const customer = await requireCustomer(id);
  const known = vendorView(provider);
  const [vendor] = known === null ? [] : await withPauses([known]);
  const connection = one(query.connection) ?? null;
  if (vendor === undefined) notFound();
  await orNotFound(allowed());
  const reconnects = connection === null ? null : await orNotFound(readConnection(customer, connection));
  const problem = problemView(one(query.problem), vendor.id);
  const withKey = vendor.flow === "api-key";
  return (
    <CustomerFrame>
      <PageHeader
        back={{ href: `/connect-session/${id}`, label: "Your accounts" }}
        title={reconnects === null ? `Connect ${vendor.name}` : <Reconnect name={reconnects.account.name} />}
      >
        {vendor.summary}
      </PageHeader>
      {vendor.linkingPaused ? (
        <div className="mt-8">
          <LinkingPaused
            vendor={vendor.name}
            back={{ href: `/connect-session/${id}`, label: "Back to your accounts" }}
          />
        </div>
      ) : (
        <form method="post" action={`/connect-session/${id}/link/${vendor.id}`} className="mt-8 space-y-6">
          {connection === null ? null : <input type="hidden" name="connection" value={connection} />}
          {problem === null || withKey ? null : (
            <Notice tone={problemTone(problem.code)} title={problem.title}>
              {problem.belowTitle}
            </Notice>
          )}
          <LinkFacts vendor={vendor} />
          {withKey ? (
            <KeyFields
              vendor={vendor}
              problem={problem}
              typed={{ environment: one(query.environment) ?? "", keep: one(query.keep) ?? "yes" }}
            />
          ) : null}
          <div className="flex flex-wrap gap-3">
            <Submit look="primary">
              {withKey ? `Connect ${vendor.name}` : `Continue to ${vendor.name}`}
            </Submit>
            <LinkButton look="quiet" href={`/connect-session/${id}`}>
              Not now
            </LinkButton>
          </div>
        </form>
      )}
    </CustomerFrame>
  );

  async function allowed() {
    requireAllowed(customer, provider, connection);
  }
}

const Reconnect = ({ name }: { name: string }) => (
  <>
    Reconnect “<Name lines="all">{name}</Name>”
  </>
);
