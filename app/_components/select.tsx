import clsx from "clsx";
import type { ComponentProps } from "react";

type Props = Omit<ComponentProps<"select">, "children"> & {
  /** Read out, not shown: the chosen words say what it is about. */
  label: string;
  name: string;
  options: readonly { value: string; words: string }[];
};

/** The native list of choices: opens, searches and closes as the device does it. */
export function Select({ label, name, id = name, options, className, ...select }: Props) {
  return (
    <>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <select
        id={id}
        name={name}
        className={clsx(
          "min-h-11 min-w-0 rounded-md sm:min-h-9 border border-control bg-surface px-2 py-1 text-sm text-ink hover:border-soft",
          className,
        )}
        {...select}
      >
        {options.map(({ value, words }) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </>
  );
}
