import { LinkButton } from "#components/link-button";
import { type Listing, ROWS_PER_PAGE, wishQuery } from "#lib/connections/find";

type Props = Pick<Listing<unknown>, "page" | "pages" | "found" | "wish">;

export function PageTurner({ page, pages, found, wish }: Props) {
  const href = (to: number) => {
    const search = wishQuery(wish);
    search.set("page", String(to));
    return `/connections?${search}`;
  };
  const first = (page - 1) * ROWS_PER_PAGE + 1;
  return (
    <nav
      aria-label="Pages of accounts"
      className="mt-3 flex flex-wrap items-center justify-between gap-2 text-sm text-soft"
    >
      <p className="tabular">
        {first} to {Math.min(found, first + ROWS_PER_PAGE - 1)} of {found.toLocaleString("en")}
      </p>
      <div className="flex gap-2">
        {page > 1 ? <LinkButton href={href(page - 1)}>Previous</LinkButton> : null}
        {page < pages ? <LinkButton href={href(page + 1)}>Next</LinkButton> : null}
      </div>
    </nav>
  );
}
