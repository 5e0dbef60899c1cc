import { Button } from "#components/button";
import { type Column, columns, type Wish, wishQuery } from "#lib/admin/wish";

/** Which columns the list has; remembered, and part of the address. */
export function ColumnChoice({ wish, shown }: { wish: Wish; shown: Column[] }) {
  return (
    <details className="relative">
      <summary className="inline-flex min-h-11 items-center rounded-md border border-control/60 bg-surface px-3.5 text-sm font-medium hover:border-control hover:bg-sunken sm:min-h-9">
        Columns
      </summary>
      <form
        method="post"
        action="/admin/connections/columns"
        className="absolute right-0 z-20 mt-1 w-56 rounded-lg border bg-surface p-3 shadow-lg shadow-ink/8 max-sm:right-auto max-sm:left-0"
      >
        <input type="hidden" name="filter" value={wishQuery(wish).toString()} />
        <fieldset>
          <legend className="mb-2 text-sm text-soft">Beside account and state</legend>
          {(Object.entries(columns) as [Column, string][]).map(([column, name]) => (
            <label key={column} className="flex min-h-8 cursor-pointer items-center gap-2.5 text-sm">
              <input
                type="checkbox"
                name={column}
                defaultChecked={shown.includes(column)}
                className="size-4 accent-accent"
              />
              {name}
            </label>
          ))}
        </fieldset>
        <Button className="mt-2 w-full">Use these</Button>
      </form>
    </details>
  );
}
