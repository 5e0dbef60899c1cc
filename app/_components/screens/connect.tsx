import { Icon } from "#components/icon";
import { KeyFields } from "#components/key-fields";
import { LinkButton } from "#components/link-button";
import { LinkFacts } from "#components/link-facts";
import { LinkingPaused } from "#components/linking-paused";
import { Name } from "#components/name";
import { Notice } from "#components/notice";
import { PageHeader } from "#components/page-header";
import { Patch } from "#components/patch";
import { Submit } from "#components/submit";
import { WaitingAttempt } from "#components/waiting-attempt";
import { WayOut } from "#components/way-out";
import type { AttemptView, ConnectionView, ProblemView, VendorView } from "#lib/connections/view";
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
  /** Somebody who left for this vendor before and is not back. */
  attempts?: AttemptView[];
  now: Date;
};

/** The page before leaving: nobody is sent away without knowing what for. */
export function ConnectScreen(props: Props) {
  const { vendor, reconnects, arrival, problem, typed = {}, attempts = [], now } = props;
  const withKey = vendor.flow === "api-key";
  const atField = withKey && vendor.configured && problem !== null && isAboutTheForm(problem);
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
        {problem && !atField ? (
          <Notice
            tone={problemTone(problem.code)}
            title={problem.title}
            action={
              <WayOut problem={problem} vendor={vendor} connectionId={reconnects?.id ?? null} canRetryHere />
            }
          >
            {problem.belowTitle}
          </Notice>
        ) : null}
        {attempts.map((attempt) => (
          <WaitingAttempt key={attempt.id} attempt={attempt} now={now} canRetryHere />
        ))}
        {reconnects && problem?.code !== "account_mismatch" ? (
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
        {vendor.configured && vendor.linkingPaused ? (
          <LinkingPaused vendor={vendor.name} back={{ href: "/connections", label: "Back to connections" }} />
        ) : vendor.configured ? (
          <form method="post" action={`/link/${vendor.id}`} className="space-y-6">
            {reconnects ? <input type="hidden" name="connection" value={reconnects.id} /> : null}
            {arrival ? <input type="hidden" name="arrival" value={arrival} /> : null}
            <LinkFacts vendor={vendor} />
            {withKey ? <KeyFields vendor={vendor} problem={atField ? problem : null} typed={typed} /> : null}
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
            action={
              <>
                <WayOut problem={notSetUp(vendor)} vendor={vendor} />
                <LinkButton href="/connections">Back to connections</LinkButton>
              </>
            }
          >
            An administrator has to add this server’s credentials for {vendor.name} first. There is nothing
            you can do here until then.
          </Notice>
        )}
      </div>
    </div>
  );
}

/** What is said at the key; everything else is above the form. */
const isAboutTheForm = ({ code }: ProblemView) => code === "provider_refused" || code === "invalid_input";

const notSetUp = (vendor: VendorView): ProblemView => ({
  code: "provider_not_configured",
  title: "Not set up on this server",
  sentence: `${vendor.name} is not set up on this server yet.`,
  belowTitle: "",
});

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
