import type { ReactNode } from "react";
import { Button } from "#components/button";
import { LinkButton } from "#components/link-button";
import { Select } from "#components/select";
import { actions } from "#lib/audit/actions";
import type { LogWish } from "#lib/audit/wish";

type Props = { wish: LogWish; vendors: { value: string; words: string }[] };

/** Narrows the log; the address keeps it. */
export function LogFinder({ wish, vendors }: Props) {
  return (
    <search className="block">
      <form
        method="get"
        action="/admin/log"
        className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap sm:items-end"
      >
        <Labelled name="q" label="Anywhere" className="col-span-2">
          <Input name="q" type="search" value={wish.q} className="sm:w-56" />
        </Labelled>
        <Labelled name="who" label="Who">
          <Input name="who" value={wish.who} />
        </Labelled>
        <Labelled name="target" label="To what">
          <Input name="target" value={wish.target} />
        </Labelled>
        <Select
          label="What was done"
          name="action"
          defaultValue={wish.action ?? ""}
          options={[{ value: "", words: "Everything" }, ...choices]}
          className="col-span-2 sm:w-52"
        />
        <Select
          label="Vendor"
          name="vendor"
          defaultValue={wish.vendor ?? ""}
          options={[{ value: "", words: "All vendors" }, ...vendors]}
          className="col-span-2"
        />
        <Labelled name="from" label="From (UTC)">
          <Input name="from" type="date" value={wish.from} />
        </Labelled>
        <Labelled name="until" label="Until (UTC)">
          <Input name="until" type="date" value={wish.until} />
        </Labelled>
        <div className="col-span-2 flex gap-2">
          <Button>Show</Button>
          {Object.keys(wish).length > 0 ? (
            <LinkButton href="/admin/log" look="quiet">
              Show all
            </LinkButton>
          ) : null}
        </div>
      </form>
    </search>
  );
}

/** Groups first ("connection."), then each action. */
const choices = [
  ...[...new Set(Object.keys(actions).map((action) => action.split(".")[0]))].map((group) => ({
    value: `${group}.`,
    words: `All of ${String(group).replaceAll("_", " ")}`,
  })),
  ...Object.entries(actions).map(([value, words]) => ({ value, words })),
];

type Label = { name: string; label: string; className?: string; children: ReactNode };

function Labelled({ name, label, className, children }: Label) {
  return (
    <div className={className}>
      <label htmlFor={name} className="block text-xs text-soft">
        {label}
      </label>
      {children}
    </div>
  );
}

type Field = { name: string; value: string | undefined; type?: string; className?: string };

function Input({ name, value, type = "text", className = "sm:w-36" }: Field) {
  return (
    <input
      id={name}
      name={name}
      type={type}
      defaultValue={value}
      autoComplete="off"
      className={`mt-1 min-h-9 w-full min-w-0 rounded-md border border-control bg-surface px-3 py-1 text-sm text-ink hover:border-soft ${className}`}
    />
  );
}
