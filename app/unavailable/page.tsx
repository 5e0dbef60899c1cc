import { LinkButton } from "#components/link-button";
import { Threshold } from "#components/threshold";
import { failures } from "#lib/errors";
import { buttonLook } from "../_components/button-look.ts";

export const metadata = { title: "Not available right now" };

/** What proxy.ts shows at any page's address while the database does not answer; so it must not need it. */
export default function UnavailablePage() {
  return (
    <Threshold title="Patchbay is not available right now" lead={failures.storage_unavailable[1]}>
      <div className="flex flex-wrap gap-3">
        {/* biome-ignore lint/a11y/useValidAnchor: an empty address is the one that was asked for, which stayed, and needs no script. */}
        <a href="" className={buttonLook("primary")}>
          Try again
        </a>
        <LinkButton href="/connections">Go to your connections</LinkButton>
      </div>
    </Threshold>
  );
}
