import { Field } from "#components/field";
import { Notice } from "#components/notice";
import { RadioGroup } from "#components/radio-group";
import { Select } from "#components/select";
import { Submit } from "#components/submit";
import type { KeyChoices, TypedKey } from "#lib/api/key-form";
import type { ProblemView } from "#lib/connections/view";

type Props = {
  choices: KeyChoices;
  lives: { value: string; words: string }[];
  typed: TypedKey;
  problem: Pick<ProblemView, "code" | "sentence"> | null;
};

/** What the server knows and a browser does not. */
const usually =
  "Usually nothing is ticked of what it may do, nobody here has one of the emails, or a rule is not methods and a path.";

export function ApiKeyForm({ choices, lives, typed, problem }: Props) {
  return (
    <form method="post" action="/admin/api-keys/keys" className="space-y-6">
      {problem === null ? null : (
        <Notice tone="bad">
          {problem.sentence} {problem.code === "invalid_input" ? usually : null}
        </Notice>
      )}
      <Field
        name="name"
        label="Name"
        hint="What it is for: “nightly job”, “billing service”."
        required
        maxLength={200}
        autoComplete="off"
        defaultValue={typed.name}
      />
      <div>
        <RadioGroup
          name="may"
          legend="What it may do"
          options={[
            { value: "everything", label: "Everything" },
            { value: "chosen", label: "Only what is ticked below" },
          ]}
          value={typed.everything ? "everything" : "chosen"}
        />
        <ul className="mt-2 space-y-1 border-l pl-4">
          {choices.scopes.map(({ name, words }) => (
            <Tick key={name} name={`scope.${name}`} label={words} code={name} ticked={typed.ticked} />
          ))}
        </ul>
      </div>
      <fieldset>
        <legend className="text-sm font-medium">Which vendors</legend>
        <p className="mt-0.5 text-sm text-soft">None ticked: all of them.</p>
        <ul className="mt-2 flex flex-wrap gap-x-6 gap-y-1">
          {choices.vendors.map(({ id, name }) => (
            <Tick key={id} name={`vendor.${id}`} label={name} ticked={typed.ticked} />
          ))}
        </ul>
      </fieldset>
      <Field
        name="owners"
        label="Whose accounts"
        hint="Emails or ids, separated by commas. Empty: everybody’s."
        autoComplete="off"
        maxLength={1000}
        defaultValue={typed.owners}
      />
      <Field
        name="rules"
        label="What it may call through the proxy"
        hint="Methods and the beginning of a path, several with semicolons between: GET,POST /v1/things; DELETE /v1/drafts. A * is every method. Empty: everything."
        autoComplete="off"
        spellCheck={false}
        maxLength={2000}
        defaultValue={typed.rules}
      />
      <div>
        <p aria-hidden="true" className="mb-1.5 text-sm font-medium">
          How long it lasts
        </p>
        <Select label="How long it lasts" name="life" options={lives} defaultValue={typed.life} />
      </div>
      <Submit look="primary">Make the key</Submit>
    </form>
  );
}

type TickProps = { name: string; label: string; code?: string; ticked: string[] };

function Tick({ name, label, code, ticked }: TickProps) {
  return (
    <li>
      <label className="flex min-h-8 cursor-pointer items-baseline gap-2 text-sm">
        <input
          type="checkbox"
          name={name}
          defaultChecked={ticked.includes(name)}
          className="size-4 shrink-0 translate-y-0.5 accent-accent"
        />
        <span>
          {label}
          {code === undefined ? null : (
            <>
              {" "}
              <code className="ml-1 font-mono text-xs text-soft">{code}</code>
            </>
          )}
        </span>
      </label>
    </li>
  );
}
