import { EmptyState } from "#components/empty-state";
import { Field } from "#components/field";
import { LinkButton } from "#components/link-button";
import { Name } from "#components/name";
import { Notice } from "#components/notice";
import { PageHeader } from "#components/page-header";
import { Card } from "#components/section";
import { StateBadge } from "#components/state-badge";
import { Submit } from "#components/submit";
import { VendorTile } from "#components/vendor-tile";
import type { PreparedBulk } from "#lib/bulk/prepare";
import type { ProblemView } from "#lib/connections/view";
import { problemTone } from "../problem-tone.ts";

type Props = { prepared: PreparedBulk; now: Date; problem: ProblemView | null };

/** Asked once before something is done to many: what, to how many, to which. */
export function BulkConfirmScreen({ prepared, now, problem }: Props) {
  const { action, scope, filter, ticked, chosen, total, capped, first, back } = prepared;
  const others = total - first.length;
  return (
    <div className="mx-auto max-w-prose">
      <PageHeader
        back={{ href: back, label: "Everyone's connections" }}
        title={total === 0 ? "Nothing is chosen" : `${titles[action]} ${amount(prepared)}?`}
      >
        {total === 0 ? null : `Chosen: ${chosen}.`}
      </PageHeader>
      <div className="mt-8 space-y-6">
        {problem === null || problem.code === "number_differs" ? null : (
          <Notice tone={problemTone(problem.code)} title={problem.title} closeHref={back}>
            {problem.belowTitle}
          </Notice>
        )}
        {capped === null ? null : (
          <Notice tone="info" title={`More than ${total.toLocaleString("en")} fit`}>
            One action takes {total.toLocaleString("en")} at most, so that you can watch it and stop it in
            time: the first of the list, {capped}. Narrow the list, or do the rest afterwards.
          </Notice>
        )}
        {total === 0 ? (
          <EmptyState
            title="Tick some connections first"
            action={<LinkButton href={back}>Back to the list</LinkButton>}
          >
            Or choose all that fit what you looked for.
          </EmptyState>
        ) : (
          <>
            <ul className="list-disc space-y-2 pl-5 text-base marker:text-soft">
              {consequences[action].map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
            <Card>
              <ul className="divide-y">
                {first.map((row) => (
                  <li key={row.id} className="flex items-start gap-3 px-4 py-3 text-sm">
                    <VendorTile vendor={row.vendor} className="size-8 text-sm" />
                    <span className="min-w-0 flex-1">
                      <Name className="font-medium">{row.name}</Name>
                      <span className="block truncate text-soft">
                        {row.vendor.name} · <bdi>{row.owner.name}</bdi>
                      </span>
                    </span>
                    <span className="max-w-[45%]">
                      <StateBadge state={row.state} now={now} />
                    </span>
                  </li>
                ))}
                {others > 0 ? (
                  <li className="px-4 py-3 text-sm text-soft">and {others.toLocaleString("en")} more</li>
                ) : null}
              </ul>
            </Card>
            <form method="post" action="/admin/connections/bulk" className="space-y-5">
              <input type="hidden" name="action" value={action} />
              <input type="hidden" name="scope" value={scope} />
              <input type="hidden" name="filter" value={filter} />
              <input type="hidden" name="ticked" value={ticked.join(",")} />
              {prepared.byNumber ? <NumberField total={total} problem={problem} /> : null}
              <div className="flex flex-wrap gap-3">
                <Submit look={action === "disconnect" ? "danger" : "primary"}>{titles[action]}</Submit>
                <LinkButton href={back}>Leave them as they are</LinkButton>
              </div>
            </form>
          </>
        )}
      </div>
    </div>
  );
}

/** The browser holds the form back until it is the number, also without a script. */
function NumberField({ total, problem }: { total: number; problem: Props["problem"] }) {
  const number = total.toLocaleString("en");
  const differs = problem?.code === "number_differs";
  return (
    <div className="max-w-form">
      <Field
        name="number"
        label={`Type ${number} to disconnect that many`}
        inputMode="numeric"
        autoComplete="off"
        required
        pattern={number.replaceAll(",", ",?")}
        title={number}
        problem={differs ? problem.sentence : undefined}
        autoFocus={differs}
      />
    </div>
  );
}

const titles = { refresh: "Refresh", test: "Test", disconnect: "Disconnect" } as const;

const amount = ({ total, capped }: PreparedBulk) =>
  `${capped === null ? "" : "the first "}${total.toLocaleString("en")} ${total === 1 ? "connection" : "connections"}`;

const consequences = {
  refresh: [
    "Each gets a new token; what cannot be renewed is tested instead.",
    "A few of each vendor at a time, so that nobody is overrun. You can cancel, and see how each went.",
  ],
  test: [
    "Each vendor is asked whether the link still works. Links that are refused then need their person.",
    "A few of each vendor at a time, so that nobody is overrun. You can cancel, and see how each went.",
  ],
  disconnect: [
    "Patchbay forgets their keys at once. Nobody can bring them back; only their people can link them again.",
    "Software that uses these links stops at its next request.",
    "Vendors are told too, where they offer a way. You can cancel what has not been done yet.",
  ],
} as const;
