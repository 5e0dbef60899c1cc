import clsx from "clsx";
import Link from "next/link";
import type { ReactNode } from "react";
import { Icon } from "#components/icon";

export type Tone = "info" | "good" | "warn" | "bad";

type Props = {
  tone: Tone;
  title?: string | undefined;
  children: ReactNode;
  /** The way on: a button or link that mends it. */
  action?: ReactNode;
  /** The action stands beside the one sentence, where there is room. */
  beside?: boolean;
  /** The same page without the message. */
  closeHref?: string;
};

export function Notice({ tone, title, children, action, beside = false, closeHref }: Props) {
  return (
    <div
      role={tone === "bad" ? "alert" : undefined}
      className={clsx("flex gap-3 rounded-lg border p-4 text-sm", grounds[tone])}
    >
      <Icon name={tone} className={clsx("mt-0.5 size-4", inks[tone])} />
      <div className={clsx("min-w-0 flex-1", beside && "flex flex-wrap items-baseline gap-x-4 gap-y-2")}>
        {title ? <p className="font-semibold break-words">{title}</p> : null}
        <div className={clsx("break-words", title && "mt-0.5", beside && "max-w-full")}>{children}</div>
        {action ? (
          <div className={clsx("flex flex-wrap gap-2 empty:hidden", beside ? "-my-2" : "mt-3")}>{action}</div>
        ) : null}
      </div>
      {closeHref ? (
        <Link
          href={closeHref}
          prefetch={false}
          replace
          aria-label="Hide this message"
          className="-m-3 grid size-11 place-items-center self-start rounded-md print:hidden text-soft hover:text-ink sm:-m-2 sm:size-9"
        >
          <Icon name="close" />
        </Link>
      ) : null}
    </div>
  );
}

const grounds = {
  info: "border-accent/30 bg-accent-wash",
  good: "border-good/30 bg-good-wash",
  warn: "border-warn/35 bg-warn-wash",
  bad: "border-bad/35 bg-bad-wash",
} as const satisfies Record<Tone, string>;

const inks = {
  info: "text-accent",
  good: "text-good",
  warn: "text-warn",
  bad: "text-bad",
} as const satisfies Record<Tone, string>;
