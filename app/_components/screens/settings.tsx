import { Code } from "#components/code";
import { Field } from "#components/field";
import { Notice } from "#components/notice";
import { RadioGroup } from "#components/radio-group";
import { Section } from "#components/section";
import { SettingsKeys } from "#components/settings-keys";
import { Submit } from "#components/submit";
import type { KeysView } from "#lib/keys/status";
import type { Settings } from "#lib/settings";

type Days = "keepAuditDays" | "keepEventsDays" | "keepDeliveriesDays";

type Props = {
  publicUrl: string;
  settings: Settings;
  keys: KeysView;
  now: Date;
  /** What was typed into a form that failed. */
  typed?: Partial<Record<Days | "returnAddresses", string | undefined>>;
  problem: { at: string; sentence: string } | null;
  done: string | null;
};

export function SettingsScreen({ publicUrl, settings, keys, now, typed = {}, problem, done }: Props) {
  const problemAt = (section: string) => (problem?.at === section ? problem.sentence : undefined);
  const known = ["sign-up", "return", "retention", "keys"].includes(problem?.at ?? "");
  return (
    <div className="max-w-prose space-y-10">
      {problem !== null && !known ? (
        <Notice tone="bad" closeHref="/admin/settings">
          {problem.sentence}
        </Notice>
      ) : null}
      {done ? (
        <Notice tone="good" closeHref="/admin/settings">
          {done}
        </Notice>
      ) : null}
      <Section id="address" title="Address">
        <p className="text-sm">
          <Code label="the address">{publicUrl}</Code>
        </p>
        <p className="mt-1 text-sm text-soft">
          What browsers see, and where vendors send people back to. It is PUBLIC_URL in the environment.
        </p>
      </Section>
      <Section id="sign-up" title="Sign-up">
        <form method="post" action="/admin/settings/change" className="space-y-4">
          <input type="hidden" name="section" value="sign-up" />
          <RadioGroup
            name="signUp"
            legend="May people make their own account?"
            value={settings.signUp}
            options={[
              { value: "open", label: "Yes, anybody who finds this server" },
              { value: "closed", label: "No, only who is invited" },
            ]}
          />
          <Submit>Save sign-up</Submit>
        </form>
      </Section>
      <Section id="return" title="Allowed return addresses">
        <form method="post" action="/admin/settings/change" className="space-y-4">
          <input type="hidden" name="section" value="return" />
          <ReturnAddresses
            value={typed.returnAddresses ?? settings.returnAddresses.join("\n")}
            problem={problemAt("return") && "One of these is no web address. Nothing was changed."}
          />
          <Submit>Save return addresses</Submit>
        </form>
      </Section>
      <Section id="retention" title="How long things are kept">
        <form method="post" action="/admin/settings/change" className="space-y-4">
          <input type="hidden" name="section" value="retention" />
          {days.map(({ name, label, hint }) => (
            <Field
              key={name}
              name={name}
              label={label}
              hint={hint}
              type="number"
              min={1}
              max={3_650}
              required
              inputMode="numeric"
              defaultValue={typed[name] ?? settings[name]}
              problem={
                problemAt("retention") && !isDays(typed[name])
                  ? "Between 1 and 3,650 days. Nothing was changed."
                  : undefined
              }
            />
          ))}
          <Submit>Save retention</Submit>
        </form>
      </Section>
      <Section id="keys" title="Sealing keys">
        <SettingsKeys keys={keys} now={now} problem={problemAt("keys")} />
      </Section>
    </div>
  );
}

const days: { name: Days; label: string; hint: string }[] = [
  {
    name: "keepAuditDays",
    label: "The log, in days",
    hint: "Older entries are dropped; a signed summary stays, so that the rest can still be verified.",
  },
  {
    name: "keepEventsDays",
    label: "The activity of connections, in days",
    hint: "What people see as the history of each of their accounts.",
  },
  {
    name: "keepDeliveriesDays",
    label: "Webhook deliveries, in days",
    hint: "What was sent to your application, and what it answered.",
  },
];

const isDays = (text: string | undefined) =>
  text === undefined || (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 3_650);

function ReturnAddresses({ value, problem }: { value: string; problem: string | undefined }) {
  return (
    <div>
      <label htmlFor="returnAddresses" className="block text-sm font-medium">
        Where connect sessions may lead back to
      </label>
      <textarea
        id="returnAddresses"
        name="returnAddresses"
        rows={4}
        defaultValue={value}
        spellCheck={false}
        aria-invalid={problem ? true : undefined}
        aria-describedby={`return-hint${problem ? " return-problem" : ""}`}
        placeholder="https://app.example.com"
        className="mt-1.5 block w-full rounded-md border border-control bg-surface px-3 py-2 font-mono text-sm placeholder:text-soft hover:border-soft aria-invalid:border-bad"
      />
      <p id="return-hint" className="mt-1.5 text-sm text-soft">
        One on each line: an origin, or the beginning of an address. Nowhere else is anybody sent.
      </p>
      {problem ? (
        <p id="return-problem" className="mt-1.5 text-sm text-bad">
          {problem}
        </p>
      ) : null}
    </div>
  );
}
