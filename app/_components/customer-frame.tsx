import type { ReactNode } from "react";
import { Wordmark } from "#components/wordmark";

/** The frame of what a customer of the host application sees: one column, no menu, no account. */
export function CustomerFrame({ children }: { children: ReactNode }) {
  return (
    <>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-prose px-4 pt-8 pb-12 outline-none sm:pt-12"
      >
        {children}
      </main>
      <footer className="mx-auto w-full max-w-prose px-4 pb-10 text-soft">
        <Wordmark />
        <p className="mt-2 text-sm">Keys are kept sealed here, and nobody is ever shown them.</p>
      </footer>
    </>
  );
}
