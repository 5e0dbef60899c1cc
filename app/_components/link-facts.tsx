import type { ReactNode } from "react";
import { Icon } from "#components/icon";
import { ScopeList } from "#components/scope-list";
import { Card } from "#components/section";
import type { VendorView } from "#lib/connections/view";

/** What will be asked, by whom it may be approved, and what happens there. */
export function LinkFacts({ vendor }: { vendor: VendorView }) {
  return (
    <Card className="divide-y">
      <Fact title="What will be asked for">
        {vendor.asks === null || vendor.asks.length === 0 ? (
          <p className="text-soft">
            {vendor.flow === "api-key"
              ? `Whatever the key itself may do. ${vendor.name} has no smaller permissions to choose from.`
              : `The permissions are fixed where this app is registered at ${vendor.name}. You see them there before you agree to anything.`}
          </p>
        ) : (
          <div className="-my-2">
            <ScopeList scopes={vendor.asks} kind="asked" />
          </div>
        )}
      </Fact>
      <Fact title="Who may approve it">
        <p className="text-soft">{vendor.whoMayApprove}</p>
      </Fact>
      <Fact title={vendor.flow === "api-key" ? "How it goes" : `What happens at ${vendor.name}`}>
        <p className="text-soft">{vendor.whatHappens}</p>
        <p className="-mb-2.5 sm:mt-1 sm:mb-0">
          <a
            href={vendor.docsUrl}
            target="_blank"
            rel="noreferrer"
            className="inline-flex min-h-11 items-center sm:min-h-6 gap-1.5 text-accent underline underline-offset-2"
          >
            {vendor.name} on how this works
            <Icon name="leave" className="size-3.5" />
            <span className="sr-only">(opens a new tab)</span>
          </a>
        </p>
      </Fact>
    </Card>
  );
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-x-6 gap-y-1 p-4 text-sm sm:grid-cols-[10rem_1fr]">
      <h2 className="font-medium">{title}</h2>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
