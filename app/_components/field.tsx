import type { ComponentProps, ReactNode } from "react";
import { Icon } from "#components/icon";

type Props = ComponentProps<"input"> & {
  name: string;
  label: string;
  hint?: string | undefined;
  /** What is wrong and what to do; said at the field and tied to it. */
  problem?: ReactNode;
};

export function Field({ label, hint, problem, name, id = name, ...input }: Props) {
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ");
  return (
    <div>
      <label htmlFor={id} className="block text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        name={name}
        aria-describedby={described || undefined}
        aria-invalid={problem ? true : undefined}
        className="mt-1.5 block w-full min-h-11 rounded-md sm:min-h-10 border border-control bg-surface px-3 py-1.5 text-base placeholder:text-soft hover:border-soft disabled:border-line disabled:bg-sunken disabled:text-soft aria-invalid:border-bad"
        {...input}
      />
      {hint ? (
        <p id={`${id}-hint`} className="mt-1.5 text-sm text-soft [overflow-wrap:anywhere]">
          {hint}
        </p>
      ) : null}
      {problem ? (
        <p id={`${id}-problem`} className="mt-1.5 flex gap-2 text-sm text-bad">
          <Icon name="bad" className="mt-0.5 size-4" />
          <span>{problem}</span>
        </p>
      ) : null}
    </div>
  );
}
