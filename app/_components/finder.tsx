import { Button } from "#components/button";
import { LinkButton } from "#components/link-button";
import { Select } from "#components/select";
import { isNarrow, sorts, type Wish } from "#lib/connections/find";
import type { ConnectionSummary } from "#lib/connections/view";

type Props = { wish: Wish; connections: readonly ConnectionSummary[] };

/** Narrows the list by name, vendor and state, and orders it; the address keeps it. */
export function Finder({ wish, connections }: Props) {
  const vendors = unique(connections.map(({ vendor }) => ({ value: vendor.id, words: vendor.name })));
  const states = unique(connections.map(({ state }) => ({ value: state.name, words: state.label })));
  return (
    <search className="mb-3 block">
      <form
        method="get"
        action="/connections"
        className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,9rem),1fr))] gap-2 sm:flex sm:flex-wrap"
      >
        <label htmlFor="q" className="sr-only">
          Find an account
        </label>
        <input
          id="q"
          name="q"
          type="search"
          defaultValue={wish.text}
          placeholder="Find an account"
          autoComplete="off"
          className="col-span-full min-h-11 min-w-0 rounded-md border border-control bg-surface px-3 py-1 text-sm text-ink placeholder:text-soft hover:border-soft sm:min-h-9 sm:w-56"
        />
        <Select
          label="Vendor"
          name="vendor"
          defaultValue={wish.vendor ?? ""}
          options={[{ value: "", words: "All vendors" }, ...vendors]}
        />
        <Select
          label="State"
          name="state"
          defaultValue={wish.state ?? ""}
          options={[{ value: "", words: "All states" }, ...states]}
        />
        <Select
          label="Order"
          name="sort"
          defaultValue={wish.sort}
          options={Object.entries(sorts).map(([value, words]) => ({ value, words }))}
        />
        <div className="flex gap-2">
          <Button>Show</Button>
          {isNarrow(wish) ? (
            <LinkButton href="/connections" look="quiet">
              Show all
            </LinkButton>
          ) : null}
        </div>
      </form>
    </search>
  );
}

type Option = { value: string; words: string };

function unique(options: Option[]): Option[] {
  const known = new Map(options.map((option) => [option.value, option]));
  return [...known.values()].sort((a, b) => a.words.localeCompare(b.words, "en"));
}
