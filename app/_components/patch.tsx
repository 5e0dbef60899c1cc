import { PlugGlyph } from "#components/plug";
import { VendorTile } from "#components/vendor-tile";

type Props = { vendor: { id: string; name: string }; linked: boolean };

/** The vendor's jack and ours, with the cable between them: lying there still, or plugged in. */
export function Patch({ vendor, linked }: Props) {
  return (
    <div aria-hidden="true" className="flex items-center text-accent">
      <VendorTile vendor={vendor} className="size-11 text-lg" />
      <svg viewBox="0 0 64 44" className="-mx-1 h-11 w-16" aria-hidden="true">
        <g fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round">
          {linked ? <path d="M4 22c14 0 14 9 28 9s14-9 28-9" /> : <path d="M18 22c6 0 7 9 16 9s12-9 26-9" />}
        </g>
        <circle cx={linked ? 4 : 15} cy="22" r="4" fill="currentColor" />
        <circle cx="60" cy="22" r="4" fill="currentColor" />
      </svg>
      <span className="grid size-11 shrink-0 place-items-center rounded-md border bg-surface">
        <PlugGlyph plug="plugged" className="mt-1 size-6" />
      </span>
    </div>
  );
}
