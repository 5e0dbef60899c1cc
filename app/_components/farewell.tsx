import { Icon } from "#components/icon";
import type { FarewellView } from "#lib/people/farewell";
import { count } from "./relative.ts";

/** The last that somebody hears of us: what was done, and what is left for them to do. */
export function Farewell({ farewell: { disconnected, vendors } }: { farewell: FarewellView }) {
  return (
    <>
      <p>
        {disconnected === 0
          ? "Nothing was linked, so there is nothing left to do."
          : `${count(disconnected, "connection")} ended, and ${disconnected === 1 ? "its" : "their"} keys are erased.`}
      </p>
      {vendors.length === 0 ? null : (
        <ul className="mt-2 space-y-2">
          {vendors.map(({ id, sentence, removal }) => (
            <li key={`${id} ${sentence}`}>
              {sentence}
              {removal ? (
                <a
                  href={removal.url}
                  target="_blank"
                  rel="noreferrer"
                  className="mt-0.5 flex items-center gap-1.5 text-accent underline underline-offset-2"
                >
                  Remove the access at {removal.vendor}
                  <Icon name="leave" className="size-3.5" />
                  <span className="sr-only"> (opens a new tab)</span>
                </a>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
