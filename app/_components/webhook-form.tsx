import { Field } from "#components/field";
import { Submit } from "#components/submit";
import { boxOf } from "#lib/webhooks/form";
import { type MessageType, messageTypes } from "#lib/webhooks/types";
import { typeWords } from "#lib/webhooks/words";

type Props = {
  action: string;
  button: string;
  look?: "primary" | "plain";
  url?: string | undefined;
  name?: string | undefined;
  types?: string[] | null;
  /** Said at the address. */
  problem?: string | undefined;
};

const all = Object.keys(messageTypes) as MessageType[];

/** Where to, what it is called here, and what it is told. */
export function WebhookForm({ action, button, look = "plain", url, name, types = null, problem }: Props) {
  return (
    <form method="post" action={action} className="max-w-prose space-y-5">
      <Field
        name="url"
        label="Address"
        type="url"
        required
        maxLength={2_000}
        autoComplete="off"
        placeholder="https://app.example.com/webhooks/patchbay"
        defaultValue={url}
        hint="Messages are posted here as JSON, signed by the Standard Webhooks rules."
        problem={problem}
      />
      <Field
        name="name"
        label="Name"
        maxLength={120}
        autoComplete="off"
        defaultValue={name}
        hint="For you to know it by. Left empty, it is the address's host."
      />
      <fieldset>
        <legend className="text-sm font-medium">What it is told</legend>
        <p className="mt-0.5 text-sm text-soft">
          None ticked: everything, also what later versions of Patchbay can tell.
        </p>
        <div className="mt-2 grid gap-x-6 gap-y-1 sm:grid-cols-2">
          {all.map((type) => (
            <label key={type} className="flex min-h-8 cursor-pointer items-start gap-2.5 py-1 text-sm">
              <input
                type="checkbox"
                name={boxOf(type)}
                value="yes"
                defaultChecked={types?.includes(type) ?? false}
                className="mt-0.5 size-4 shrink-0 accent-accent"
              />
              <span>
                {typeWords[type]}
                <span className="block font-mono text-xs text-soft">{type}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <Submit look={look}>{button}</Submit>
    </form>
  );
}
