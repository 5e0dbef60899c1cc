import { PlugGlyph } from "#components/plug";

/** `short`: the sign alone where there is little room; the name is still read out. */
export function Wordmark({ short = false }: { short?: boolean }) {
  return (
    <span className="inline-flex items-center gap-2 font-semibold tracking-tight">
      <PlugGlyph plug="plugged" className="mt-0.5 size-5 text-accent" />
      <span className={short ? "max-sm:sr-only" : "max-[22rem]:sr-only"}>Patchbay</span>
    </span>
  );
}
