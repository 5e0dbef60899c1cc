import Link from "next/link";
import type { ReactNode } from "react";
import { Icon } from "#components/icon";

type Props = {
  title: ReactNode;
  children?: ReactNode;
  tile?: ReactNode;
  above?: ReactNode;
  back?: { href: string; label: string };
};

/** The one h1 of a page, what it is about, and the way back. */
export function PageHeader({ title, children, tile, above, back }: Props) {
  return (
    <header>
      {back ? (
        <Link
          href={back.href}
          prefetch={false}
          className="-mt-2.5 mb-1.5 inline-flex min-h-11 items-center gap-1 sm:mt-0 sm:mb-4 sm:min-h-6 text-sm text-soft hover:text-ink print:hidden"
        >
          <Icon name="back" className="size-3.5" />
          {back.label}
        </Link>
      ) : null}
      {above ? <div className="mb-4">{above}</div> : null}
      <div className="flex items-start gap-4">
        {tile}
        <div className="min-w-0">
          <h1 className="text-xl font-semibold sm:text-2xl [overflow-wrap:anywhere]">{title}</h1>
          {children ? <div className="mt-1 text-base text-soft">{children}</div> : null}
        </div>
      </div>
    </header>
  );
}
