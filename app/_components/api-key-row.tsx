import { Button } from "#components/button";
import { Name } from "#components/name";
import { Select } from "#components/select";
import { Submit } from "#components/submit";
import { Time } from "#components/time";
import type { KeyChoices } from "#lib/api/key-form";
import type { KeyView } from "#lib/api/keys";

type Props = {
  apiKey: KeyView;
  choices: KeyChoices;
  overlaps: { value: string; words: string }[];
  now: Date;
};

/** A key without the key: what it may do, how it is, and how it ends. */
export function ApiKeyRow({ apiKey, choices, overlaps, now }: Props) {
  const { id, name, prefix, createdAt, lastUsedAt } = apiKey;
  return (
    <li className="px-4 py-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <p className="min-w-0 font-medium">
          <Name lines="all">{name}</Name> <code className="ml-1 font-mono text-xs text-soft">{prefix}…</code>
        </p>
        <p className="text-sm text-soft">
          {lastUsedAt === null ? (
            "Never used"
          ) : (
            <>
              Used <Time at={lastUsedAt} now={now} />
            </>
          )}
        </p>
      </div>
      <p className="mt-1 text-sm text-soft [overflow-wrap:anywhere]">{limitsOf(apiKey, choices)}</p>
      <p className="mt-1 text-sm text-soft">
        Made <Time at={createdAt} now={now} />. <End apiKey={apiKey} now={now} />
      </p>
      {apiKey.state === "good" ? (
        <div className="mt-2 flex flex-wrap gap-x-2 gap-y-2">
          <details className="group text-sm open:basis-full">
            <summary className="inline-flex min-h-8 items-center text-accent">
              Rotate
              <span className="sr-only"> “{name}”</span>
            </summary>
            <form
              method="post"
              action={`/admin/api-keys/${id}/rotate`}
              className="mt-1 flex flex-wrap items-center gap-2"
            >
              <SelectFor id={id} overlaps={overlaps} />
              <Submit>Make a new key in its place</Submit>
            </form>
          </details>
          <details className="group text-sm open:basis-full">
            <summary className="inline-flex min-h-8 items-center text-bad">
              Revoke
              <span className="sr-only"> “{name}”</span>
            </summary>
            <form method="post" action={`/admin/api-keys/${id}/revoke`} className="mt-1">
              <p className="mb-2 text-soft">
                Whatever still uses it is refused from then on. This cannot be taken back.
              </p>
              <Button look="danger">Revoke it</Button>
            </form>
          </details>
        </div>
      ) : null}
    </li>
  );
}

/** Each list of choices on the page needs an id of its own. */
function SelectFor({ id, overlaps }: { id: string; overlaps: Props["overlaps"] }) {
  return (
    <Select label="What becomes of the old key" name="overlap" id={`overlap-${id}`} options={overlaps} />
  );
}

function End({ apiKey: { state, expiresAt, revokedAt }, now }: Pick<Props, "apiKey" | "now">) {
  if (state === "revoked" && revokedAt !== null)
    return (
      <>
        Revoked <Time at={revokedAt} now={now} />.
      </>
    );
  if (expiresAt === null) return <>Lasts until it is revoked.</>;
  return (
    <>
      {state === "expired" ? "Ended" : "Ends"} <Time at={expiresAt} now={now} />.
    </>
  );
}

const list = (words: string[]) => new Intl.ListFormat("en", { type: "conjunction" }).format(words);

function limitsOf({ scopes, vendors, owners, rules }: KeyView, choices: KeyChoices): string {
  const deeds = choices.scopes
    .filter(({ name }) => scopes?.includes(name))
    .map(({ words }) => words.slice(0, 1).toLowerCase() + words.slice(1));
  const names = vendors?.map((id) => choices.vendors.find((each) => each.id === id)?.name ?? id);
  return [
    scopes === null ? "May do everything" : `May ${list(deeds) || "do nothing"}`,
    names === undefined ? "at every vendor" : `only at ${list(names)}`,
    owners === null
      ? "for everybody’s accounts"
      : `only for the accounts of ${owners.length === 1 ? "one person" : `${owners.length} people`}`,
    ...(rules === null ? [] : [`through the proxy only ${rules.replaceAll("; ", ", ")}`]),
  ].join("; ");
}
