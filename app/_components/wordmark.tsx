import { PlugGlyph } from "#components/plug";

export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2 font-semibold tracking-tight">
      <PlugGlyph plug="plugged" className="mt-0.5 size-5 text-accent" />
      Patchbay
    </span>
  );
}
