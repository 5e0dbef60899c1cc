import type { ReactNode } from "react";
import { Checkbox } from "#components/checkbox";
import { Field } from "#components/field";
import { Notice } from "#components/notice";
import { RadioGroup } from "#components/radio-group";

export type RuleFields = {
  kind: string;
  provider: string;
  threshold: string;
  mailTo: string;
  tellWebhooks: boolean;
  quietFrom: string;
  quietUntil: string;
  zone: string;
};

type Props = {
  action: string;
  values: RuleFields;
  /** Fixed once the rule is there; null: chosen here. */
  kind: { value: string; words: string } | null;
  vendors: { id: string; name: string }[];
  mail: "sent" | "kept" | "none";
  problem: string | null;
  children: ReactNode;
};

const kinds = [
  { value: "vendor_incident", label: "A vendor is in trouble" },
  { value: "needs_people", label: "Connections need their people" },
  { value: "renewals_failing", label: "Renewals fail" },
  { value: "key_expiring", label: "An API key ends soon" },
];

/** What a rule watches, whom it tells, and when it keeps quiet. */
export function RuleForm({ action, values, kind, vendors, mail, problem, children }: Props) {
  const chosen = kind?.value ?? null;
  return (
    <form method="post" action={action} className="max-w-prose space-y-6">
      {problem ? <Notice tone="bad">{problem}</Notice> : null}
      {kind === null ? (
        <RadioGroup name="kind" legend="Speak up when" value={values.kind} options={kinds} />
      ) : (
        <p className="text-base">{kind.words}.</p>
      )}
      {chosen === "key_expiring" ? null : (
        <div>
          <label htmlFor="provider" className="block text-sm font-medium">
            At
          </label>
          <select
            id="provider"
            name="provider"
            defaultValue={values.provider}
            className="mt-1.5 min-h-11 sm:min-h-10 rounded-md border border-control bg-surface px-2 py-1 text-base hover:border-soft"
          >
            <option value="">Any vendor</option>
            {vendors.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </div>
      )}
      {chosen === "vendor_incident" ? null : (
        <Field
          name="threshold"
          label={chosen === "key_expiring" ? "Days before the end" : "How many"}
          type="number"
          min={1}
          max={100_000}
          inputMode="numeric"
          defaultValue={values.threshold}
          hint={
            chosen === null
              ? "Connections, failed renewals, or days before a key’s end. A vendor’s trouble needs no number."
              : undefined
          }
        />
      )}
      <fieldset className="space-y-4">
        <legend className="mb-3 text-base font-semibold">Who is told</legend>
        <Field
          name="mailTo"
          label="Email addresses"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={4_000}
          defaultValue={values.mailTo}
          hint={
            mail === "none"
              ? "This server sends no emails; without addresses only the webhook endpoints are told."
              : "Several with spaces or commas between them."
          }
        />
        <Checkbox
          name="tellWebhooks"
          value="yes"
          label="Tell the webhook endpoints too"
          hint="At once, as alert.raised and alert.recovered. Without this they hear nothing."
          defaultChecked={values.tellWebhooks}
        />
      </fieldset>
      <fieldset className="space-y-4">
        <legend className="mb-3 text-base font-semibold">Quiet hours</legend>
        <div className="flex flex-wrap gap-4">
          <Field name="quietFrom" label="From" type="time" defaultValue={values.quietFrom} />
          <Field name="quietUntil" label="Until" type="time" defaultValue={values.quietUntil} />
          <Field
            name="zone"
            label="Time zone"
            list="zones"
            autoComplete="off"
            spellCheck={false}
            maxLength={60}
            defaultValue={values.zone}
          />
          <datalist id="zones">
            {Intl.supportedValuesOf("timeZone").map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </div>
        <p className="text-sm text-soft">
          Emails wait meanwhile and come when the quiet hours end; what is over by then comes as one. Leave
          both times empty for none. Webhooks never wait.
        </p>
      </fieldset>
      {children}
    </form>
  );
}
