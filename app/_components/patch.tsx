import { PlugGlyph } from "#components/plug";
import { VendorTile } from "#components/vendor-tile";

type Props = { vendor: { id: string; name: string }; linked: boolean };

/** The vendor's jack and ours, with the cable between them: plugged in, or hanging there still. */
export function Patch({ vendor, linked }: Props) {
  return (
    <div aria-hidden="true" className="flex items-center">
      <VendorTile vendor={vendor} className="size-11 text-lg" />
      <svg viewBox="0 0 72 44" className="relative -mx-1 h-11 w-18 text-accent" aria-hidden="true">
        <path
          d={linked ? "M4 22c16 0 18 10 32 10s16-10 32-10" : "M22 31c10 5 18 5 26 0s10-9 20-9"}
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
        />
        <circle cx={linked ? 4 : 21} cy={linked ? 22 : 30.5} r="4" fill="currentColor" />
        <circle cx="68" cy="22" r="4" fill="currentColor" />
      </svg>
      <span className="grid size-11 shrink-0 place-items-center rounded-md border bg-surface text-accent">
        <PlugGlyph plug="plugged" className="mt-1 size-6" />
      </span>
    </div>
  );
}
