import { Submit } from "#components/submit";
import type { UndoView } from "#lib/undo";

/** Takes back what the notice around it tells of. A form, so it works before JavaScript arrives. */
export function Undo({ undo: { action, fields } }: { undo: UndoView }) {
  return (
    <form method="post" action={action}>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Submit>Undo</Submit>
    </form>
  );
}
