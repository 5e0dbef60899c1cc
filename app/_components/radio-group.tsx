type Props = {
  name: string;
  legend: string;
  hint?: string | undefined;
  options: readonly { value: string; label: string }[];
  /** Chosen at first; else the first one. */
  value?: string | undefined;
};

export function RadioGroup({ name, legend, hint, options, value }: Props) {
  const chosen = options.some((option) => option.value === value) ? value : options[0]?.value;
  return (
    <fieldset aria-describedby={hint ? `${name}-hint` : undefined}>
      <legend className="text-sm font-medium">{legend}</legend>
      <div className="mt-1.5 grid gap-x-6 gap-y-1 sm:flex sm:flex-wrap">
        {options.map((option) => (
          <label
            key={option.value}
            className="flex min-h-11 cursor-pointer items-center gap-2 text-base sm:min-h-8"
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              defaultChecked={option.value === chosen}
              className="size-4 accent-accent"
            />
            {option.label}
          </label>
        ))}
      </div>
      {hint ? (
        <p id={`${name}-hint`} className="mt-1.5 text-sm text-soft">
          {hint}
        </p>
      ) : null}
    </fieldset>
  );
}
