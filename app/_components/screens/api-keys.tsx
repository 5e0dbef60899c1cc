import Link from "next/link";
import { ApiKeyForm } from "#components/api-key-form";
import { ApiKeyRow } from "#components/api-key-row";
import { Code } from "#components/code";
import { EmptyState } from "#components/empty-state";
import { LinkButton } from "#components/link-button";
import { Notice } from "#components/notice";
import { Card, Section } from "#components/section";
import type { KeyChoices, TypedKey } from "#lib/api/key-form";
import type { KeyView } from "#lib/api/keys";
import type { ProblemView } from "#lib/connections/view";

type Option = { value: string; words: string };

type Props = {
  keys: KeyView[];
  /** The key that was just made: seen now and never again. */
  made: { key: string; name: string } | null;
  choices: KeyChoices;
  lives: Option[];
  overlaps: Option[];
  typed: TypedKey;
  problem: Pick<ProblemView, "code" | "sentence"> | null;
  done: string | null;
  now: Date;
};

export function ApiKeysScreen({ keys, made, choices, lives, overlaps, typed, problem, done, now }: Props) {
  const good = keys.filter(({ state }) => state === "good");
  const over = keys.filter(({ state }) => state !== "good");
  const rows = (list: KeyView[]) =>
    list.map((key) => (
      <ApiKeyRow key={key.id} apiKey={key} choices={choices} overlaps={overlaps} now={now} />
    ));
  return (
    <>
      {made === null ? null : (
        <Notice
          tone="good"
          title={`The key “${made.name}” is made. Take it along now.`}
          action={<LinkButton href="/admin/api-keys">I have kept it</LinkButton>}
        >
          <p>It is shown this once; Patchbay keeps only what it takes to recognise it.</p>
          <p className="mt-2 rounded-md border bg-surface px-3 py-2">
            <Code label="the key">{made.key}</Code>
          </p>
        </Notice>
      )}
      {done === null ? null : (
        <Notice tone="good" closeHref="/admin/api-keys">
          {done}
        </Notice>
      )}
      <Section
        title="In use"
        id="in-use"
        aside={
          <Link href="/docs/api" prefetch={false} className="text-accent underline underline-offset-2">
            What the API can do
          </Link>
        }
      >
        {good.length === 0 ? (
          <EmptyState title={over.length === 0 ? "No keys yet" : "No key is in use"}>
            Make one below, and a program of yours can ask for working tokens with it.
          </EmptyState>
        ) : (
          <Card>
            <ul className="divide-y">{rows(good)}</ul>
          </Card>
        )}
      </Section>
      <Section title="Make a key" id="make" className="max-w-prose">
        <ApiKeyForm choices={choices} lives={lives} typed={typed} problem={problem} />
      </Section>
      {over.length === 0 ? null : (
        <Section title="Ended" id="ended">
          <Card>
            <ul className="divide-y">{rows(over)}</ul>
          </Card>
        </Section>
      )}
    </>
  );
}
