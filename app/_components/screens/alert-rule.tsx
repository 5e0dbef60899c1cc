import { Checkbox } from "#components/checkbox";
import { LinkButton } from "#components/link-button";
import { type RuleFields, RuleForm } from "#components/rule-form";
import { Submit } from "#components/submit";

type Props = {
  /** Null: a new one. */
  rule: { id: string; kind: string; sentence: string; enabled: boolean } | null;
  values: RuleFields;
  vendors: { id: string; name: string }[];
  mail: "sent" | "kept" | "none";
  problem: string | null;
};

export function AlertRuleScreen({ rule, values, vendors, mail, problem }: Props) {
  return (
    <>
      <RuleForm
        action={rule === null ? "/admin/alerts/rules" : `/admin/alerts/${rule.id}/change`}
        kind={rule === null ? null : { value: rule.kind, words: rule.sentence }}
        values={values}
        vendors={vendors}
        mail={mail}
        problem={problem}
      >
        {rule === null ? null : (
          <Checkbox
            name="enabled"
            value="yes"
            label="Switched on"
            hint="Off, it watches nothing and tells nobody."
            defaultChecked={rule.enabled}
          />
        )}
        <div className="flex flex-wrap gap-3">
          <Submit look="primary">{rule === null ? "Add the rule" : "Save"}</Submit>
          <LinkButton look="quiet" href="/admin/alerts">
            Not now
          </LinkButton>
        </div>
      </RuleForm>
      {rule === null ? null : (
        <form
          method="post"
          action={`/admin/alerts/${rule.id}/deletion`}
          className="max-w-prose border-t pt-6"
        >
          <Submit className="text-bad!">Remove the rule</Submit>
          <p className="mt-2 text-sm text-soft">What it has raised so far is forgotten with it.</p>
        </form>
      )}
    </>
  );
}
