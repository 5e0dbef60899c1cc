import { Code } from "#components/code";
import { Prose } from "#components/prose";
import type { DescribedOperation, OpenApi, Schema } from "#lib/api/document";
import { kindOf, referred, shapeName } from "./api-shape-words.ts";

type Props = {
  path: string;
  method: string;
  operation: DescribedOperation;
  server: string;
  document: OpenApi;
};

export function ApiOperation({ path, method, operation, server, document }: Props) {
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  const body = requestBody?.content["application/json"]?.schema;
  return (
    <article aria-labelledby={operationId} className="border-t pt-6">
      <h3 id={operationId} className="scroll-mt-6 font-semibold">
        {summary}
      </h3>
      <p className="mt-1 font-mono text-sm [overflow-wrap:anywhere]">
        <span className="font-semibold">{method.toUpperCase()}</span> {path}
      </p>
      {description.split("\n\n").map((part) => (
        <p key={part} className="mt-2 max-w-prose text-base">
          <Prose>{part}</Prose>
        </p>
      ))}
      <p className="mt-3 rounded-md border bg-surface px-3 py-2">
        <Code label={`the example of ${summary}`}>{curl(path, method, server, body, document)}</Code>
      </p>
      {parameters.length === 0 ? null : (
        <Rows
          title="Parameters"
          rows={parameters.map(({ name, in: where, required, description, schema }) => ({
            name,
            kind: `${kindOf(schema)}, ${where}${required ? ", needed" : ""}`,
            words: description ?? "",
          }))}
        />
      )}
      {body === undefined ? null : <Shape title="Body" schema={body} />}
      <Rows
        title="Answers"
        rows={Object.entries(responses).map(([status, answer]) => ({
          name: status,
          kind: "",
          words: answer.description,
          shape: shapeName(answer.content?.["application/json"]?.schema),
        }))}
      />
    </article>
  );
}

function Shape({ title, schema }: { title: string; schema: Schema }) {
  const name = shapeName(schema);
  return name === null ? null : (
    <p className="mt-4 text-sm">
      {title}:{" "}
      <a href={`#shape-${name}`} className="text-accent underline underline-offset-2">
        {name}
      </a>
    </p>
  );
}

type Row = { name: string; kind: string; words: string; shape?: string | null };

function Rows({ title, rows }: { title: string; rows: Row[] }) {
  return (
    <>
      <h4 className="mt-4 text-sm font-medium">{title}</h4>
      <dl className="mt-1 divide-y border-t text-sm">
        {rows.map(({ name, kind, words, shape = null }) => (
          <div key={name} className="gap-x-4 py-2 sm:grid sm:grid-cols-[12rem_minmax(0,1fr)]">
            <dt>
              <code className="font-mono [overflow-wrap:anywhere]">{name}</code>
              {kind === "" ? null : <span className="block text-xs text-soft">{kind}</span>}
            </dt>
            <dd className="space-y-1">
              {words
                .split("\n\n")
                .filter((part) => part !== "")
                .map((part) => (
                  <p key={part}>
                    <Prose>{part}</Prose>
                  </p>
                ))}
              {shape === null ? null : (
                <p>
                  <a href={`#shape-${shape}`} className="text-accent underline underline-offset-2">
                    {shape}
                  </a>
                </p>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function curl(
  path: string,
  method: string,
  server: string,
  body: Schema | undefined,
  document: OpenApi,
): string {
  const verb = method === "get" ? "" : `-X ${method.toUpperCase()} `;
  const data =
    body === undefined
      ? ""
      : ` -H 'Content-Type: application/json' -d '${JSON.stringify(example(body, document))}'`;
  return `curl ${verb}'${server}${path}' -H "Authorization: Bearer $PATCHBAY_KEY"${data}`;
}

/** The needed fields with a value of their kind. */
function example(schema: Schema, document: OpenApi): Record<string, unknown> {
  const { properties = {}, required = [] } = referred(schema, document) as {
    properties?: Record<string, Schema>;
    required?: string[];
  };
  return Object.fromEntries(
    required.map((name) => {
      const kind = kindOf(properties[name] ?? {});
      return [
        name,
        kind.startsWith("list") ? [] : kind.startsWith("true") ? true : kind.startsWith("number") ? 1 : "…",
      ];
    }),
  );
}
