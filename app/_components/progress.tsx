type Props = { done: number; total: number; label: string };

/** How far something is that has an end. */
export function Progress({ done, total, label }: Props) {
  return (
    <progress
      value={Math.min(done, total)}
      max={Math.max(1, total)}
      aria-label={label}
      className="block h-1.5 w-full appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
    />
  );
}
