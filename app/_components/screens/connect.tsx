import { Checkbox } from "#components/checkbox";
import { Field } from "#components/field";
import { Icon } from "#components/icon";
import { LinkButton } from "#components/link-button";
import { Name } from "#components/name";
import { Notice } from "#components/notice";
import { PageHeader } from "#components/page-header";
import { Patch } from "#components/patch";
import { RadioGroup } from "#components/radio-group";
import { ScopeList } from "#components/scope-list";
import { Card } from "#components/section";
import { Submit } from "#components/submit";
import type { ConnectionView, ProblemView, VendorView } from "#lib/connections/view";
import { problemTone } from "../problem-tone.ts";

type Props = {
  vendor: VendorView;
  /** The connection to mend; null for a new one. */
  reconnects: Pick<ConnectionView, "id" | "account"> | null;
  /** What the vendor handed over where the install began there. */
  arrival: string | null;
  problem: ProblemView | null;
  /** What was typed before, never a secret. */
  typed?: Record<string, string>;
};

/** The page before leaving: nobody is sent away without knowing what for. */
export function ConnectScreen({ vendor, reconnects, arrival, problem, typed = {} }: Props) {
  const withKey = vendor.flow === "api-key";
  return (
    <div className="mx-auto max-w-prose">
      <PageHeader
        back={reconnects ? { href: `/connections/${reconnects.id}`, label: "Back to the account" } : home}
        above={<Patch vendor={vendor} linked={reconnects !== null} />}
        title={
          <Title
            vendor={vendor}
            reconnects={reconnects}
            begunThere={arrival !== null || problem?.code === "link_unknown"}
          />
        }
      >
        {vendor.summary}
      </PageHeader>

      <div className="mt-8 space-y-6">
        {problem && !(withKey && vendor.configured) ? (
          <Notice tone={problemTone(problem.code)} title={problem.title}>
            {problem.sentence}
          </Notice>
        ) : null}
        {reconnects ? (
          <Notice tone="info" title="Choose the same account">
            <p>
              This mends{" "}
              <Name lines="all" className="font-medium">
                {reconnects.account.name}
              </Name>
              . Another account is refused, and nothing changes then. Its name, history and links in other
              systems stay as they are.
            </p>
          </Notice>
        ) : null}
        {vendor.configured ? (
          <form method="post" action={`/link/${vendor.id}`} className="space-y-6">
            {reconnects ? <input type="hidden" name="connection" value={reconnects.id} /> : null}
            {arrival ? <input type="hidden" name="arrival" value={arrival} /> : null}
            <Facts vendor={vendor} />
            {withKey ? <KeyFields vendor={vendor} problem={problem} typed={typed} /> : null}
            <div className="flex flex-wrap items-center gap-3">
              <Submit look="primary">
                {withKey
                  ? `${reconnects ? "Reconnect" : "Connect"} ${vendor.name}`
                  : `Continue to ${vendor.name}`}
              </Submit>
              <LinkButton look="quiet" href={reconnects ? `/connections/${reconnects.id}` : "/connections"}>
                Not now
              </LinkButton>
            </div>
            <p className="flex gap-2 text-sm text-soft">
              <Icon name="sealed" className="mt-0.5 size-4" />
              <span>
                Keys are kept sealed and are never shown again, here or elsewhere. You can disconnect at any
                time.
              </span>
            </p>
          </form>
        ) : (
          <Notice
            tone="warn"
            title="Not set up on this server"
            action={<LinkButton href="/connections">Back to connections</LinkButton>}
          >
            An administrator has to add this server’s credentials for {vendor.name} first. Nothing you do here
            is missing.
          </Notice>
        )}
      </div>
    </div>
  );
}

const home = { href: "/connections", label: "Connections" };

function Title({
  vendor,
  reconnects,
  begunThere,
}: Pick<Props, "vendor" | "reconnects"> & { begunThere: boolean }) {
  if (reconnects) {
    return (
      <>
        Reconnect “<Name lines="all">{reconnects.account.name}</Name>”
      </>
    );
  }
  return begunThere ? `Finish connecting ${vendor.name}` : `Connect ${vendor.name}`;
}

function Facts({ vendor }: { vendor: VendorView }) {
  return (
    <Card className="divide-y">
      <Fact title="What will be asked for">
        {vendor.asks === null || vendor.asks.length === 0 ? (
          <p className="text-soft">
            {vendor.flow === "api-key"
              ? `Whatever the key itself may do. ${vendor.name} has no smaller permissions to choose from.`
              : `The permissions are fixed where this app is registered at ${vendor.name}. You see them there before you agree to anything.`}
          </p>
        ) : (
          <div className="-my-2">
            <ScopeList scopes={vendor.asks} kind="asked" />
          </div>
        )}
      </Fact>
      <Fact title="Who may approve it">
        <p className="text-soft">{vendor.whoMayApprove}</p>
      </Fact>
      <Fact title={vendor.flow === "api-key" ? "How it goes" : `What happens at ${vendor.name}`}>
        <p className="text-soft">{vendor.whatHappens}</p>
        <p className="mt-1">
          <a
            href={vendor.docsUrl}
            target="_blank"
            rel="noreferrer"
            className="inline-flex min-h-6 items-center gap-1.5 text-accent underline underline-offset-2"
          >
            {vendor.name} on how this works
            <Icon name="leave" className="size-3.5" />
            <span className="sr-only">(opens a new tab)</span>
          </a>
        </p>
      </Fact>
    </Card>
  );
}

function Fact({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="grid gap-x-6 gap-y-1 p-4 text-sm sm:grid-cols-[10rem_1fr]">
      <h2 className="font-medium">{title}</h2>
      <div className="min-w-0">{children}</div>
    </section>
  );
}

function KeyFields({
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
