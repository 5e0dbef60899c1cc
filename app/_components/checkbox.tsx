import type { ComponentProps } from "react";

type Props = ComponentProps<"input"> & { name: string; label: string; hint: string };

/** The hint says what leaving it unticked means; it comes forward when that happens. */
export function Checkbox({ label, hint, name, id = name, ...input }: Props) {
  return (
    <div className="grid grid-cols-[auto_1fr] gap-x-3">
      <input
        id={id}
        name={name}
        type="checkbox"
        aria-describedby={`${id}-hint`}
        className="peer mt-1 size-4 accent-accent"
        {...input}
      />
      <label htmlFor={id} className="-my-2.5 cursor-pointer py-2.5 text-base font-medium">
        {label}
      </label>
      <p id={`${id}-hint`} className="col-start-2 mt-0.5 text-sm text-warn peer-checked:text-soft">
        {hint}
      </p>
    </div>
  );
}
