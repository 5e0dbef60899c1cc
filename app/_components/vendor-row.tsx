import { LinkButton } from "#components/link-button";
import { VendorTile } from "#components/vendor-tile";
import type { VendorView } from "#lib/connections/view";

/** One vendor of the catalogue. The link's name is "Connect Wistia" for those who hear it. */
export function VendorRow({ vendor }: { vendor: VendorView }) {
  return (
    <li className="flex flex-wrap items-center gap-3 p-4">
      <VendorTile vendor={vendor} />
      <div className="min-w-0 flex-1 basis-36">
        <h3 className="text-base font-medium">{vendor.name}</h3>
        <p className="text-sm text-soft">{vendor.summary}</p>
      </div>
      {vendor.configured && vendor.linkingPaused ? (
        <p className="max-w-28 shrink-0 text-right text-sm text-soft max-[22rem]:max-w-none max-[22rem]:text-left sm:max-w-none">
          New links are paused for now
        </p>
      ) : vendor.configured ? (
        <LinkButton href={`/connect/${vendor.id}`} className="shrink-0">
          <span>
            Connect<span className="sr-only"> {vendor.name}</span>
          </span>
        </LinkButton>
      ) : (
        <p className="max-w-28 shrink-0 text-right text-sm text-soft max-[22rem]:max-w-none max-[22rem]:text-left sm:max-w-none">
          Not set up on this server
        </p>
      )}
    </li>
  );
}
