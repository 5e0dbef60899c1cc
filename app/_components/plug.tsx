import clsx from "clsx";
import type { Plug } from "#lib/connections/view";

const names = { plugged: "Plugged in", loose: "Loose", unplugged: "Unplugged" } as const satisfies Record<
  Plug,
  string
>;

type Props = { plug: Plug; named?: boolean; className?: string };

/** The one glyph: a jack and its cable. Told apart by shape alone; takes the colour of the text around it. */
export function PlugGlyph({ plug, named = false, className }: Props) {
  return (
    <svg
      viewBox="0 0 16 16"
      role={named ? "img" : "presentation"}
      aria-label={named ? names[plug] : undefined}
      aria-hidden={named ? undefined : true}
      className={clsx("shrink-0", className ?? "size-4")}
    >
      <g fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round">
        {shapes[plug]}
      </g>
    </svg>
  );
}

const shapes = {
  plugged: (
    <>
      <circle cx="8.5" cy="6" r="5" />
      <circle cx="8.5" cy="6" r="2.5" fill="currentColor" stroke="none" />
      <path d="M8.5 6c0 4.5-.2 7-4.25 9.1" />
    </>
  ),
  loose: (
    <>
      <path d="M11.4 10.07A5 5 0 1 0 3.7 7.4" />
      <circle cx="6.6" cy="9.7" r="2.5" fill="currentColor" stroke="none" />
      <path d="M6.6 9.7c0 2.8-1 4.3-3.5 5.3" />
    </>
  ),
  unplugged: (
    <>
      <circle cx="10.6" cy="5.4" r="4.4" />
      <circle cx="3" cy="13" r="2.25" fill="currentColor" stroke="none" />
      <path d="M3 13h12" />
    </>
  ),
} as const satisfies Record<Plug, React.ReactNode>;
