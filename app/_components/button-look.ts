import clsx from "clsx";

export type Look = "primary" | "plain" | "quiet" | "danger";

/** What a button and a link that acts like one have in common. */
export function buttonLook(look: Look = "plain", className?: string): string {
  return clsx(
    "relative inline-flex min-h-11 cursor-pointer items-center justify-center gap-2 rounded-md border px-3.5 py-1.5 sm:min-h-9",
    "text-center text-sm leading-5 font-medium no-underline transition-[background-color,border-color] duration-100 select-none",
    "disabled:cursor-not-allowed disabled:border-line disabled:bg-sunken disabled:text-soft",
    looks[look],
    className,
  );
}

const looks = {
  primary:
    "border-transparent bg-accent text-on-accent forced-color-adjust-none hover:bg-accent-strong active:bg-accent-strong aria-busy:bg-accent-strong",
  plain: "border-control/60 bg-surface text-ink hover:border-control hover:bg-sunken active:bg-sunken",
  quiet: "border-transparent bg-transparent text-ink hover:bg-sunken active:bg-sunken",
  danger:
    "border-transparent bg-bad text-on-accent forced-color-adjust-none hover:bg-bad-strong active:bg-bad-strong",
} as const satisfies Record<Look, string>;
