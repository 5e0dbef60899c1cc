import { Button } from "#components/button";

export function Finder({ query }: { query: string }) {
  return (
    <form method="get" action="/connections" className="flex gap-2">
      <label htmlFor="q" className="sr-only">
        Find an account
      </label>
      <input
        id="q"
        name="q"
        type="search"
        defaultValue={query}
        placeholder="Find an account"
        autoComplete="off"
        className="min-h-9 w-44 rounded-md border border-control bg-surface px-3 py-1 text-sm text-ink placeholder:text-soft hover:border-soft sm:w-56"
      />
      <Button>Find</Button>
    </form>
  );
}
