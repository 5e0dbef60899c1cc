import Link from "next/link";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { Appearance } from "#components/appearance";
import { Button } from "#components/button";
import { Cable } from "#components/cable";
import { Checkbox } from "#components/checkbox";
import { Code } from "#components/code";
import { EmptyState } from "#components/empty-state";
import { Expiry } from "#components/expiry";
import { Field } from "#components/field";
import { KeyValue, KeyValues } from "#components/key-values";
import { LinkButton } from "#components/link-button";
import { Name } from "#components/name";
import { Notice } from "#components/notice";
import { PageHeader } from "#components/page-header";
import { PlugGlyph } from "#components/plug";
import { RadioGroup } from "#components/radio-group";
import { Receipt } from "#components/receipt";
import { ScopeList } from "#components/scope-list";
import { Shell } from "#components/shell";
import { StateBadge } from "#components/state-badge";
import { Submit } from "#components/submit";
import { Time } from "#components/time";
import { Timeline } from "#components/timeline";
import { VendorTile } from "#components/vendor-tile";
import { now as clock } from "#lib/clock";
import { isProduction } from "#lib/mode";
import {
  activity,
  later,
  longName,
  receipt,
  rightToLeftName,
  someScopes,
  state,
  stateNames,
  vendors,
} from "./fixtures.ts";
import { lives } from "./life-fixtures.ts";
import { screenNames } from "./screen-names.ts";

export const metadata = { title: "Parts" };

const plugs = ["plugged", "loose", "unplugged"] as const;
const looks = ["primary", "plain", "quiet", "danger"] as const;
const tones = ["info", "good", "warn", "bad"] as const;
const outcomes = [
  "done",
  "removed",
  "pending",
  "refused",
  "unreachable",
  "nothing_held",
  "not_offered",
] as const;
const colours = [
  "bg-canvas",
  "bg-surface",
  "bg-sunken",
  "bg-line",
  "bg-control",
  "bg-soft",
  "bg-ink",
  "bg-accent",
  "bg-accent-wash",
  "bg-good",
  "bg-good-wash",
  "bg-warn",
  "bg-warn-wash",
  "bg-bad",
  "bg-bad-wash",
] as const;

/** Every part in every state, for looking at and for the tests that look. */
export default function PartsPage() {
  if (isProduction()) notFound();
  const now = clock();
  return (
    <Shell here="/dev/components" theme="system" csrf="">
      <PageHeader title="Parts">
        Every part in every state. Below them, the pages in states that are rare.
      </PageHeader>
      <div className="mt-8 divide-y">
        <Part name="Plug">
          {["size-4", "size-5", "size-6", "size-10"].map((size) => (
            <div key={size} className="flex gap-6">
              {plugs.map((plug) => (
                <PlugGlyph key={plug} plug={plug} named className={size} />
              ))}
            </div>
          ))}
        </Part>
        <Part name="State badge">
          {stateNames.map((name) => (
            <StateBadge key={name} state={state(name, now)} now={now} />
          ))}
        </Part>
        <Part name="Button">
          {looks.map((look) => (
            <div key={look} className="flex flex-wrap gap-2">
              <Button type="button" look={look}>
                {look}
              </Button>
              <LinkButton look={look} href="/dev/components">
                {look} link
              </LinkButton>
              <form method="get" action="/dev/components">
                <Submit look={look}>{look} submit</Submit>
              </form>
              <Button type="button" look={look} disabled>
                {look}, not now
              </Button>
            </div>
          ))}
        </Part>
        <Part name="Field">
          <Field name="plain" label="Name" placeholder="Ada Obi" />
          <Field name="hinted" label="API key" hint="From the dashboard, under API Keys." type="password" />
          <Field
            name="wrong"
            label="Email"
            defaultValue="ada@"
            problem="That is not an email address. Check it and try again."
          />
          <Field name="off" label="Cannot be changed" defaultValue="Acme" disabled />
        </Part>
        <Part name="Radio group">
          <RadioGroup
            name="where"
            legend="Environment"
            hint="Sandbox and production have keys of their own."
            options={[
              { value: "sandbox", label: "Sandbox" },
              { value: "production", label: "Production" },
            ]}
          />
        </Part>
        <Part name="Checkbox">
          <Checkbox
            name="keep-1"
            label="Keep the key sealed"
            hint="Without the key it cannot repair itself."
            defaultChecked
          />
          <Checkbox
            name="keep-2"
            label="Keep the key sealed"
            hint="Without the key it cannot repair itself."
          />
        </Part>
        <Part name="Appearance">
          <Appearance theme="system" returnTo="/dev/components" />
        </Part>
        <Part name="Notice">
          {tones.map((tone) => (
            <Notice
              key={tone}
              tone={tone}
              title={`A notice that is ${tone}`}
              closeHref="/dev/components"
              action={<Button type="button">A way out</Button>}
            >
              What happened, that nothing is lost, and what to do next.
            </Notice>
          ))}
          <Notice tone="info">One sentence, nothing to do.</Notice>
        </Part>
        <Part name="Vendor tile">
          <div className="flex flex-wrap gap-4">
            {vendors.map((vendor) => (
              <span key={vendor.id} className="flex items-center gap-2 text-sm">
                <VendorTile vendor={vendor} /> {vendor.name}
              </span>
            ))}
          </div>
        </Part>
        <Part name="Time">
          {[
            -20_000,
            -5 * 60_000,
            -26 * 3_600_000,
            -5 * 86_400_000,
            -400 * 86_400_000,
            41 * 60_000,
            3 * 86_400_000,
          ].map((distance) => (
            <Time key={distance} at={later(now, distance)} now={now} />
          ))}
        </Part>
        <Part name="Expiry">
          <Expiry expiresAt={later(now, 41 * 60_000)} renewsAt={later(now, 41 * 60_000)} now={now} />
          <Expiry expiresAt={later(now, 20_000)} renewsAt={later(now, 20_000)} now={now} />
          <Expiry expiresAt={later(now, -120_000)} renewsAt={later(now, -120_000)} now={now} />
          <Expiry expiresAt={later(now, 3 * 86_400_000)} renewsAt={null} now={now} />
          <Expiry expiresAt={later(now, -3 * 86_400_000)} renewsAt={null} now={now} />
          <Expiry expiresAt={null} renewsAt={null} now={now} />
        </Part>
        <Part name="Scope list">
          <ScopeList scopes={someScopes} />
          <ScopeList scopes={someScopes} kind="asked" />
          <ScopeList scopes={someScopes.slice(0, 1)} kind="missing" />
          <ScopeList scopes={someScopes.slice(1, 2)} kind="extra" />
        </Part>
        <Part name="Timeline">
          <Timeline activity={activity(now)} now={now} />
          <Timeline activity={[]} now={now} />
        </Part>
        <Part name="Cable">
          <Cable life={lives["Failed and mended"](now)} />
          <p className="text-sm">
            <Link
              href="/dev/components/lives"
              prefetch={false}
              className="text-accent underline underline-offset-2"
            >
              Its other states
            </Link>
          </p>
        </Part>
        <Part name="Key and value">
          <KeyValues>
            <KeyValue name="Account id">
              <Code label="the account id">a9f3e2</Code>
            </KeyValue>
            <KeyValue name="A long one">
              <Code label="the long one">{"w".repeat(120)}</Code>
            </KeyValue>
          </KeyValues>
        </Part>
        <Part name="Receipt">
          {outcomes.map((outcome) => (
            <Receipt key={outcome} receipt={receipt(now, outcome)} now={now} />
          ))}
        </Part>
        <Part name="Names">
          <Name>{longName}</Name>
          <Name>{rightToLeftName}</Name>
          <p>
            Reconnect “<Name lines="all">{rightToLeftName}</Name>” (2)
          </p>
        </Part>
        <Part name="Empty state">
          <EmptyState title="Nothing linked yet" action={<Button type="button">Connect</Button>}>
            Link an account and it appears here.
          </EmptyState>
        </Part>
        <Part name="Colours">
          <div className="grid grid-cols-3 gap-2 sm:grid-cols-5">
            {colours.map((colour) => (
              <span key={colour} className="text-xs text-soft">
                <span className={`mb-1 block h-10 rounded-md border ${colour}`} />
                {colour.slice(3)}
              </span>
            ))}
          </div>
        </Part>
        <Part name="Pages">
          <ul className="grid gap-1 text-sm sm:grid-cols-2">
            {screenNames.map((name) => (
              <li key={name}>
                <Link
                  href={`/dev/components/${name}`}
                  prefetch={false}
                  className="inline-block min-h-6 text-accent underline underline-offset-2"
                >
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </Part>
      </div>
    </Shell>
  );
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  const id = `part-${name.toLowerCase().replaceAll(" ", "-")}`;
  return (
    <section aria-labelledby={id} className="grid gap-x-8 gap-y-4 py-8 md:grid-cols-[10rem_minmax(0,1fr)]">
      <h2 id={id} className="text-sm font-semibold">
        {name}
      </h2>
      <div className="flex min-w-0 flex-col gap-4">{children}</div>
    </section>
  );
}
