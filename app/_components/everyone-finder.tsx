import { Button } from "#components/button";
import { LinkButton } from "#components/link-button";
import { Select } from "#components/select";
import { isNarrow, sorts, type Wish } from "#lib/admin/wish";
import { labels } from "#lib/connections/state";

type Props = { wish: Wish; vendors: { id: string; name: string }[] };

const input =
  "min-h-11 sm:min-h-9 min-w-0 rounded-md border border-control bg-surface px-3 py-1 text-sm text-ink placeholder:text-soft hover:border-soft";

const dayChoices = [1, 2, 7, 30, 90];

/** Narrows everyone's connections and puts them in order; the address keeps it and can be handed on. */
export function EveryoneFinder({ wish, vendors }: Props) {
  return (
    <search className="block">
      <form method="get" action="/admin/connections" className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
        <label htmlFor="q" className="sr-only">
          Find by name, email or id
        </label>
        <input
          id="q"
          name="q"
          type="search"
          defaultValue={wish.text}
          placeholder="Name, email or id"
          autoComplete="off"
          className={`${input} col-span-2 sm:w-48`}
        />
        <Select
          label="Vendor"
          name="vendor"
          defaultValue={wish.vendor ?? ""}
          className="sm:w-40"
          options={[
            { value: "", words: "All vendors" },
            ...vendors.map(({ id, name }) => ({ value: id, words: name })),
          ]}
        />
        <Select
          label="State"
          name="state"
          defaultValue={wish.state ?? ""}
          className="sm:w-40"
          options={[
            { value: "", words: "All states" },
            ...Object.entries(labels).map(([value, [label]]) => ({
              value,
              words: label.replace(/ since$/, " lately"),
            })),
          ]}
        />
        <label htmlFor="owner" className="sr-only">
          Owner's email or id
        </label>
        <input
          id="owner"
          name="owner"
          defaultValue={wish.owner}
          placeholder="Owner's email or id"
          autoComplete="off"
          className={`${input} col-span-2 sm:w-44`}
        />
        <Select
          label="Last proof"
          name="proved"
          defaultValue={wish.provedDaysAgo ?? ""}
          options={choices("Proved whenever", wish.provedDaysAgo, (days) => `Not proved for ${words(days)}`)}
        />
        <Select
          label="End"
          name="ends"
          defaultValue={wish.endsInDays ?? ""}
          options={choices("Ends whenever", wish.endsInDays, (days) => `Ends within ${words(days)}`)}
        />
        <Select
          label="Order"
          name="sort"
          defaultValue={wish.sort}
          options={Object.entries(sorts).map(([value, name]) => ({ value, words: name }))}
        />
        <div className="flex gap-2">
          <Button>Show</Button>
          {isNarrow(wish) ? (
            <LinkButton href="/admin/connections" look="quiet">
              Show all
            </LinkButton>
          ) : null}
        </div>
      </form>
    </search>
  );
}

const words = (days: number) => (days === 1 ? "a day" : `${days} days`);

/** The usual numbers of days, and the one that the address names. */
function choices(none: string, chosen: number | null, name: (days: number) => string) {
  const days = [...new Set([...dayChoices, ...(chosen === null ? [] : [chosen])])].sort((a, b) => a - b);
  return [{ value: "", words: none }, ...days.map((each) => ({ value: String(each), words: name(each) }))];
}
