import type { ReactNode } from "react";
import { PlugGlyph } from "#components/plug";

type Props = { title: string; children: ReactNode; action?: ReactNode };

/** Nothing here yet: what would be here, and how it gets here. */
export function EmptyState({ title, children, action }: Props) {
  return (
    <div className="flex gap-4 rounded-lg border border-dashed border-control/60 p-6">
      <PlugGlyph plug="unplugged" className="mt-0.5 size-6 text-soft" />
      <div className="max-w-prose">
        <p className="font-semibold">{title}</p>
        <div className="mt-1 text-sm text-soft">{children}</div>
        {action ? <div className="mt-4">{action}</div> : null}
      </div>
    </div>
  );
}
