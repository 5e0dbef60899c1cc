import { Name } from "#components/name";
import { Submit } from "#components/submit";
import type { ConnectionDetail } from "#lib/connections/view";

/** A name of one's own for an account, folded away until it is wanted. */
export function Rename({ connection: { id, label, account } }: { connection: ConnectionDetail }) {
  return (
    <details>
      <summary className="-my-2.5 flex min-h-11 list-none flex-wrap items-center gap-x-3 rounded-sm sm:my-0 sm:min-h-6 [&::-webkit-details-marker]:hidden">
        {label === null ? <span className="text-soft">None</span> : <Name lines="all">{label}</Name>}
        <span className="text-accent underline underline-offset-2 print:hidden">Rename</span>
      </summary>
      <form method="post" action={`/connections/${id}/rename`} className="mt-2 flex flex-wrap gap-2">
        <label htmlFor="label" className="sr-only">
          Your name for this account
        </label>
        <input
          id="label"
          name="label"
          defaultValue={label ?? ""}
          placeholder={account.name}
          maxLength={80}
          autoComplete="off"
          className="min-h-11 min-w-0 flex-1 sm:min-h-9 rounded-md border border-control bg-surface px-3 py-1 text-sm text-ink placeholder:text-soft hover:border-soft"
        />
        <Submit>Save</Submit>
      </form>
      <p className="mt-1.5 text-sm text-soft">Only here. Leave it empty to use the vendor’s name again.</p>
    </details>
  );
}
