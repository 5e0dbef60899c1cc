import clsx from "clsx";

type Props = { children: string; lines?: "one" | "two" | "all"; className?: string };

/** A name that somebody else chose: any length, any direction, never able to turn the words around it. */
export function Name({ children, lines = "one", className }: Props) {
  if (lines === "all") return <bdi className={clsx("[overflow-wrap:anywhere]", className)}>{children}</bdi>;
  const room = lines === "one" ? "block truncate" : "line-clamp-2 [overflow-wrap:anywhere]";
  return (
    <bdi title={children} className={clsx("text-left", room, className)}>
      {children}
    </bdi>
  );
}
