import clsx from "clsx";
import Link from "next/link";

type Props = {
  href: string;
  /** `true`: this page lies below the one the link leads to. */
  current: "page" | "true" | "no";
  children: string;
};

export function NavLink({ href, current, children }: Props) {
  return (
    <Link
      href={href}
      prefetch={false}
      aria-current={current === "no" ? undefined : current}
      className={clsx(
        "inline-flex min-h-11 items-center rounded-md px-2 sm:min-h-9 sm:px-2.5 text-sm font-medium",
        current !== "no" ? "text-ink" : "text-soft hover:bg-sunken hover:text-ink",
      )}
    >
      {children}
    </Link>
  );
}
