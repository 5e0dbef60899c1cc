import { LinkButton } from "#components/link-button";
import type { ProblemView } from "#lib/connections/view";
import { buttonLook } from "./button-look.ts";
import { waysOut } from "./ways-out.ts";

/** Ways that lead to the page before leaving. */
const retries = ["again", "same_account"];

type Props = {
  problem: ProblemView;
  vendor: { id: string; name: string; removalUrl: string };
  /** The connection that was to be mended; null where there was to be a new one. */
  connectionId?: string | null;
  /** The page has a button of its own for another try. */
  canRetryHere?: boolean;
};

/** After a flow that came to nothing: the next right thing first, and never a dead end. */
export function WayOut({ problem, vendor, connectionId = null, canRetryHere = false }: Props) {
  const ways = waysOut(problem.code).filter((way) => !canRetryHere || !retries.includes(way));
  const again = `/connect/${vendor.id}${connectionId === null ? "" : `?connection=${connectionId}`}`;
  return ways.map((way) => {
    switch (way) {
      case "again":
        return (
          <LinkButton key={way} href={again}>
            {connectionId === null ? "Start again" : "Try again"}
          </LinkButton>
        );
      case "same_account":
        return (
          <LinkButton key={way} href={again} look="primary">
            Choose the same account
          </LinkButton>
        );
      case "as_new":
        return (
          <LinkButton key={way} href={`/connect/${vendor.id}`}>
            Connect it as a new account
          </LinkButton>
        );
      case "administrator":
        return (
          <a key={way} href={letter(problem, vendor)} className={buttonLook("plain")}>
            Write to an administrator
          </a>
        );
      case "vendor":
        return vendor.removalUrl === "" ? null : (
          <a
            key={way}
            href={vendor.removalUrl}
            target="_blank"
            rel="noreferrer"
            className={buttonLook("quiet")}
          >
            Open {vendor.name}
            <span className="sr-only">(opens a new tab)</span>
          </a>
        );
      default:
        return way satisfies never;
    }
  });
}

/** Who administers is not for everybody to read, so the letter has no address yet; what to say is in it. */
function letter({ code, title, sentence }: ProblemView, vendor: { name: string }): string {
  const subject = `Patchbay and ${vendor.name}: ${title}`;
  const body = `Hello,\n\nI use Patchbay with my ${vendor.name} account and was told:\n\n“${sentence}”\n\nThe code of it is ${code}.\n`;
  return `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
}
