import { readdirSync } from "node:fs";
import { join } from "node:path";
import clsx from "clsx";

type Props = { vendor: { id: string; name: string }; className?: string };

/** The vendor's free mark where public/providers has one, else its letter. The name always stands beside it. */
export function VendorTile({ vendor, className }: Props) {
  return (
    <span
      aria-hidden="true"
      className={clsx(
        "grid shrink-0 place-items-center rounded-md border bg-sunken font-medium text-ink select-none",
        className ?? "size-9 text-base",
      )}
    >
      {marks().has(vendor.id) ? (
        <svg viewBox="0 0 24 24" className="size-[55%]" aria-hidden="true">
          <use href={`/providers/${vendor.id}.svg#mark`} />
        </svg>
      ) : (
        vendor.name.slice(0, 1)
      )}
    </span>
  );
}

let known: Set<string> | undefined;

function marks(): Set<string> {
  known ??= new Set(files().map((file) => file.replace(/\.svg$/, "")));
  return known;
}

function files(): string[] {
  try {
    return readdirSync(join(process.cwd(), "public", "providers"));
  } catch {
    return []; // A server without the folder shows letters.
  }
}
