import Link from "next/link";
import type { ReactNode } from "react";
import { Icon } from "#components/icon";
import { Patch } from "#components/patch";
import { ScopesChanged } from "#components/scopes-changed";
import { Card } from "#components/section";
import type { ConnectionDetail } from "#lib/connections/view";

type Props = {
  connection: ConnectionDetail;
  /** What came of it, in a sentence. */
  done: string;
  /** Linked before: what the permissions are now, compared with then. */
  again: boolean;
  /** The first real data, or what stands there until it is known. */
  sample: ReactNode;
  closeHref: string;
};

/** The moment after linking: that it works, shown by what came through, and where to go from here. */
export function ItWorks({ connection, done, again, sample, closeHref }: Props) {
  const { account, vendor, appPageUrl, removalUrl } = connection;
  return (
    <section aria-labelledby="it-works">
      <Card className="border-good/40">
        <div className="relative flex flex-wrap items-center gap-x-5 gap-y-3 rounded-t-lg bg-good-wash p-4 pr-12 sm:p-5 sm:pr-14">
          <Patch vendor={vendor} linked />
          <div className="min-w-0 flex-1 basis-56">
            <h2 id="it-works" className="text-xl font-semibold">
              It works
            </h2>
            <p className="break-words">{done}</p>
          </div>
          <Link
            href={closeHref}
            prefetch={false}
            replace
            aria-label="Hide this message"
            className="absolute top-1 right-1 grid size-11 place-items-center rounded-md text-soft hover:text-ink print:hidden sm:top-2 sm:right-2 sm:size-9"
          >
            <Icon name="close" />
          </Link>
        </div>
        <div className="grid gap-x-12 gap-y-6 border-t p-4 sm:p-5 lg:grid-cols-[minmax(0,1fr)_18rem]">
          <div className="min-w-0 space-y-6">
            {again ? <ScopesChanged change={connection.scopesChange} vendor={vendor.name} /> : null}
            <div>{sample}</div>
          </div>
          <nav aria-label="What you can do now">
            <p className="font-semibold" aria-hidden="true">
              What you can do now
            </p>
            <ul className="mt-1 text-sm">
              {appPageUrl === null ? null : (
                <Step href={appPageUrl} leaves>
                  Back to the app in {vendor.name}
                </Step>
              )}
              <Step href="#life">See the life of its token</Step>
              <Step href="/connections#catalogue">Link another account</Step>
              <Step href="/connections">See all your accounts</Step>
              {account.url === null ? null : (
                <Step href={account.url} leaves>
                  Open it at {vendor.name}
                </Step>
              )}
              {removalUrl === "" ? null : (
                <Step href={removalUrl} leaves>
                  Where {vendor.name} lists this access
                </Step>
              )}
            </ul>
          </nav>
        </div>
      </Card>
    </section>
  );
}

const look =
  "inline-flex min-h-11 max-w-full sm:min-h-8 items-center gap-1.5 text-accent underline underline-offset-2 hover:no-underline";

function Step({ href, leaves = false, children }: { href: string; leaves?: boolean; children: ReactNode }) {
  return (
    <li>
      {leaves ? (
        <a href={href} target="_blank" rel="noreferrer" className={look}>
          <span className="break-words">{children}</span>
          <Icon name="leave" className="size-3.5" />
          <span className="sr-only">(opens a new tab)</span>
        </a>
      ) : (
        <Link href={href} prefetch={false} className={look}>
          {children}
        </Link>
      )}
    </li>
  );
}
