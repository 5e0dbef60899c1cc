import clsx from "clsx";
import Link from "next/link";
import type { ReactNode } from "react";
import { Appearance, type Theme } from "#components/appearance";
import { Icon } from "#components/icon";
import { NavLink } from "#components/nav-link";
import { PaletteKey } from "#components/palette-key";
import { SignOut } from "#components/sign-out";
import { Wordmark } from "#components/wordmark";

type Props = {
  /** The path of this page: where an appearance change comes back to. */
  here: string;
  theme: Theme;
  csrf: string;
  /** Whether they administer the server. */
  admin?: boolean;
  width?: "page" | "wide";
  children: ReactNode;
};

/** The frame of every page a signed-in person sees. */
export function Shell({ here, theme, csrf, admin = false, width = "page", children }: Props) {
  const frame = clsx(
    "mx-auto w-full px-4 sm:px-6",
    width === "wide" ? "max-w-page 2xl:max-w-wide" : "max-w-page",
  );
  return (
    <>
      <SkipLink />
      <header className="border-b bg-surface">
        <div className={clsx(frame, "flex min-h-14 flex-wrap items-center sm:gap-x-2")}>
          <Link
            href="/connections"
            prefetch={false}
            className="mr-auto inline-flex min-h-11 items-center rounded-md sm:mr-4"
          >
            {/* One room more needs the room of the name. */}
            <Wordmark short={admin} />
          </Link>
          <nav aria-label="Main" className="flex flex-wrap sm:mr-auto">
            <NavLink
              href="/connections"
              current={here === "/connections" ? "page" : here.startsWith("/connect") ? "true" : "no"}
            >
              Connections
            </NavLink>
            {admin ? (
              <NavLink
                href="/admin"
                current={here === "/admin" ? "page" : here.startsWith("/admin") ? "true" : "no"}
              >
                Admin
              </NavLink>
            ) : null}
            <NavLink
              href="/account"
              current={here === "/account" ? "page" : here.startsWith("/account") ? "true" : "no"}
            >
              Account
            </NavLink>
          </nav>
          <PaletteKey />
          <ThemeSwitch theme={theme} here={here} />
          {/* The account page has its own, beside the sessions it ends. */}
          {here === "/account" ? null : (
            <div className="max-sm:hidden">
              <SignOut csrf={csrf} look="quiet" />
            </div>
          )}
        </div>
      </header>
      <main id="main" tabIndex={-1} className={clsx(frame, "pt-8 pb-20 outline-none")}>
        {children}
      </main>
    </>
  );
}

/** A native popover: opens, closes on Escape and on a click elsewhere, all without JavaScript. */
function ThemeSwitch({ theme, here }: { theme: Theme; here: string }) {
  return (
    <>
      <button
        type="button"
        popoverTarget="appearance"
        aria-label="Appearance"
        className="grid size-11 shrink-0 cursor-pointer sm:size-9 place-items-center rounded-md text-soft [anchor-name:--appearance] hover:bg-sunken hover:text-ink"
      >
        <Icon name={theme} />
      </button>
      <div
        id="appearance"
        popover="auto"
        className="inset-auto top-14 right-4 m-0 rounded-lg border bg-surface p-1.5 text-ink shadow-lg shadow-ink/8 [position-anchor:--appearance] supports-[anchor-name:--a]:top-[calc(anchor(bottom)+0.25rem)] supports-[anchor-name:--a]:right-[anchor(right)]"
      >
        <Appearance theme={theme} returnTo={here} />
      </div>
    </>
  );
}

function SkipLink() {
  return (
    <a
      href="#main"
      className="sr-only z-30 rounded-md bg-accent text-sm font-medium text-on-accent forced-color-adjust-none focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:px-4 focus:py-2"
    >
      Skip to the content
    </a>
  );
}
