import { Button } from "#components/button";
import { Icon } from "#components/icon";

export const themes = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

export type Theme = (typeof themes)[number]["value"];

export function isTheme(value: unknown): value is Theme {
  return themes.some((theme) => theme.value === value);
}

/** Three buttons of one form; the chosen one is pressed. */
export function Appearance({ theme, returnTo }: { theme: Theme; returnTo: string }) {
  return (
    <form method="post" action="/account/appearance">
      <input type="hidden" name="returnTo" value={returnTo} />
      <fieldset>
        <legend className="sr-only">Appearance</legend>
        <div className="inline-flex flex-wrap gap-0.5 rounded-lg border bg-canvas p-0.5">
          {themes.map(({ value, label }) => (
            <Button
              key={value}
              name="theme"
              value={value}
              aria-pressed={value === theme}
              look="quiet"
              className="px-2.5 sm:min-h-8! text-soft aria-pressed:border-line aria-pressed:bg-surface aria-pressed:text-ink"
            >
              <Icon name={value} />
              {label}
            </Button>
          ))}
        </div>
      </fieldset>
    </form>
  );
}
