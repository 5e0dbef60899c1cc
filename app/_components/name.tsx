import clsx from "clsx";

type Props = { children: string; lines?: "one" | "all"; className?: string };

/** A name that somebody else chose: any length, any direction, never able to turn the words around it. */
export function Name({ children, lines = "one", className }: Props) {
  return lines === "one" ? (
    <bdi title={children} className={clsx("block truncate text-left", className)}>
      {children}
    </bdi>
  ) : (
    <bdi className={clsx("[overflow-wrap:anywhere]", className)}>{children}</bdi>
  );
}
