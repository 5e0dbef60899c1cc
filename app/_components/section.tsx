import clsx from "clsx";
import type { ReactNode } from "react";

type Props = { title: string; id: string; aside?: ReactNode; children: ReactNode; className?: string };

/** A titled part of a page; a landmark with its heading as name. */
export function Section({ title, id, aside, children, className }: Props) {
  return (
    <section aria-labelledby={id} className={className}>
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id={id} className="text-lg font-semibold">
          {title}
        </h2>
        {aside ? <div className="text-sm text-soft">{aside}</div> : null}
      </div>
      {children}
    </section>
  );
}

/** A sheet of paper: hairline round the edge, hairlines between its rows. */
export function Card({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={clsx("rounded-lg border bg-surface", className)}>{children}</div>;
}
