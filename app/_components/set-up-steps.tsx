import { Code } from "#components/code";
import { Icon, type IconName } from "#components/icon";
import { Card } from "#components/section";
import type { Step } from "#lib/vendors/set-up";

/** What is set and what is missing, in the order in which it is done; values to copy where there are any. */
export function SetUpSteps({ steps }: { steps: Step[] }) {
  return (
    <Card>
      <ol className="divide-y">
        {steps.map((step) => (
          <li key={step.id} className="grid grid-cols-[auto_1fr] gap-x-3 p-4">
            <Icon name={marks[step.state]} className={`mt-1 size-4 ${inks[step.state]}`} />
            <div className="min-w-0">
              <h3 className="flex flex-wrap items-baseline justify-between gap-x-4 text-base font-medium">
                {step.title}
                <span className={`text-sm font-normal ${inks[step.state]}`}>{words[step.state]}</span>
              </h3>
              <p className="mt-0.5 text-sm text-soft">{step.sentence}</p>
              {step.url ? (
                <p className="mt-1 text-sm">
                  <a
                    href={step.url}
                    rel="noreferrer"
                    className="text-accent underline underline-offset-2 [overflow-wrap:anywhere]"
                  >
                    {step.url}
                  </a>
                </p>
              ) : null}
              {step.value ? (
                <p className="mt-1.5">
                  <Code label={step.title.toLowerCase()}>{step.value}</Code>
                </p>
              ) : null}
              {step.variable ? (
                <p className="mt-1.5 text-sm text-soft">
                  {step.state === "missing" ? "Set " : "Kept in "}
                  <Code label="the variable's name">{step.variable}</Code>
                </p>
              ) : null}
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}

const marks: Record<Step["state"], IconName> = {
  done: "good",
  missing: "warn",
  optional: "dash",
  open: "info",
};

const inks = {
  done: "text-good",
  missing: "text-warn",
  optional: "text-soft",
  open: "text-soft",
} as const satisfies Record<Step["state"], string>;

const words = {
  done: "Done",
  missing: "Missing",
  optional: "Not used",
  open: "To be done at the vendor",
} as const satisfies Record<Step["state"], string>;
