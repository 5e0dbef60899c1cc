import { LinkButton } from "#components/link-button";
import { type Wish, wishQuery } from "#lib/connections/find";

type Props = { page: number; pages: number; size: number; total: number; wish: Wish };

export function PageTurner({ page, pages, size, total, wish }: Props) {
  const href = (to: number) => {
    const search = wishQuery(wish);
    search.set("page", String(to));
    return `/connections?${search}`;
  };
  const first = (page - 1) * size + 1;
  return (
    <nav
      aria-label="Pages of accounts"
      className="mt-3 flex flex-wrap items-center justify-between gap-2 text-sm text-soft"
    >
      <p className="tabular">
        {first} to {Math.min(total, first + size - 1)} of {total.toLocaleString("en")}
      </p>
      <div className="flex gap-2">
        {page > 1 ? <LinkButton href={href(page - 1)}>Previous</LinkButton> : null}
        {page < pages ? <LinkButton href={href(page + 1)}>Next</LinkButton> : null}
      </div>
    </nav>
  );
}
