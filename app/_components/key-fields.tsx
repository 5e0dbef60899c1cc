import { Checkbox } from "#components/checkbox";
import { Field } from "#components/field";
import { RadioGroup } from "#components/radio-group";
import type { ProblemView, VendorView } from "#lib/connections/view";

/** The vendor's own fields; a problem is said at the one that holds the key. */
export function KeyFields({
  vendor,
  problem,
  typed,
}: {
  vendor: VendorView;
  problem: ProblemView | null;
  typed: Record<string, string>;
}) {
  const key = vendor.fields.find((field) => field.secret) ?? vendor.fields[0];
  return (
    <div className="space-y-5">
      {vendor.fields.map((field) =>
        field.options ? (
          <RadioGroup
            key={field.name}
            name={field.name}
            legend={field.label}
            hint={field.hint}
            options={field.options}
            value={typed[field.name]}
          />
        ) : (
          <Field
            key={field.name}
            name={field.name}
            label={field.label}
            hint={field.hint}
            type={field.secret ? "password" : "text"}
            required={field.required ?? false}
            defaultValue={field.secret ? undefined : typed[field.name]}
            problem={field === key ? problem?.sentence : undefined}
            // A form that failed says why here, and here is where one goes on.
            autoFocus={field === key && problem !== null}
            autoComplete="off"
            spellCheck={false}
            autoCapitalize="none"
            data-1p-ignore=""
          />
        ),
      )}
      <Checkbox
        name="keep"
        value="yes"
        defaultChecked={typed.keep !== "no"}
        label="Keep the key sealed, so that this link can repair itself"
        hint={`Without the key it cannot repair itself: if ${vendor.name} ever stops renewing the token, it will need you and the key again.`}
      />
    </div>
  );
}
