import type { ReactNode } from "react";
import { Wordmark } from "#components/wordmark";

/** The frame before anyone is signed in: one column, one thing to do. */
export function Threshold({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-form flex-col px-4 pt-[12vh] pb-16">
      <p className="mb-8">
        <Wordmark />
      </p>
      <h1 className="text-xl font-semibold sm:text-2xl">{title}</h1>
      {lead ? <p className="mt-1.5 text-base text-soft">{lead}</p> : null}
      <div className="mt-6 space-y-5">{children}</div>
    </main>
  );
}
