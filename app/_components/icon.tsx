import clsx from "clsx";

/**
 * The few icons we need, drawn on the same 16 px grid and with the same stroke as the plug. Icon packages
 * ship theirs as client components; these cost the browser nothing.
 */
const shapes = {
  info: "M8 7.25v3.75M8 4.9v.02M8 14.25a6.25 6.25 0 1 0 0-12.5 6.25 6.25 0 0 0 0 12.5Z",
  good: "m5.25 8.25 2 2 3.5-4M8 14.25a6.25 6.25 0 1 0 0-12.5 6.25 6.25 0 0 0 0 12.5Z",
  warn: "M8 6v3M8 11.4v.02M6.9 2.6 1.7 11.5a1.3 1.3 0 0 0 1.1 2h10.4a1.3 1.3 0 0 0 1.1-2L9.1 2.6a1.3 1.3 0 0 0-2.2 0Z",
  bad: "M8 4.75V8.5M8 11.1v.02M5.4 1.75h5.2l3.65 3.65v5.2l-3.65 3.65H5.4L1.75 10.6V5.4z",
  find: "M7 11.75a4.75 4.75 0 1 0 0-9.5 4.75 4.75 0 0 0 0 9.5ZM10.5 10.5l3.25 3.25",
  check: "m3 8.5 3.25 3.25L13 5",
  plus: "M8 3.25v9.5M3.25 8h9.5",
  dash: "M3.25 8h9.5",
  close: "m4 4 8 8M12 4l-8 8",
  back: "M9.75 3.5 5.25 8l4.5 4.5",
  next: "M6.25 3.5 10.75 8l-4.5 4.5",
  leave:
    "M6.5 3.25h-2a1.5 1.5 0 0 0-1.5 1.5v6.75a1.5 1.5 0 0 0 1.5 1.5h6.75a1.5 1.5 0 0 0 1.5-1.5v-2M9.5 2.75h3.75V6.5M13 3 7.5 8.5",
  sealed:
    "M4.25 7.25h7.5a1 1 0 0 1 1 1v4.5a1 1 0 0 1-1 1h-7.5a1 1 0 0 1-1-1v-4.5a1 1 0 0 1 1-1ZM5.25 7V5a2.75 2.75 0 0 1 5.5 0v2",
  system:
    "M2.75 2.75h10.5a1 1 0 0 1 1 1v6.5a1 1 0 0 1-1 1H2.750a1 1 0 0 1-1-1v-6.5a1 1 0 0 1 1-1ZM5.5 14h5M8 11.25V14",
  light:
    "M8 10.75a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5ZM8 1.500v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7",
  dark: "M13.75 9.4A6 6 0 1 1 6.600 2.25a4.75 4.75 0 0 0 7.150 7.150Z",
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name, className }: { name: IconName; className?: string }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className={clsx("shrink-0", className ?? "size-4")}>
      <path
        d={shapes[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
