import { Prose } from "#components/prose";
import type { Schema } from "#lib/api/document";
import { kindOf } from "./api-shape-words.ts";

type Described = Schema & { description?: string };

/** One named shape: its fields, their kinds, and what they mean. */
export function ApiShape({ name, shape }: { name: string; shape: Schema }) {
  const {
    properties = {},
    required = [],
    description,
  } = shape as {
    properties?: Record<string, Described>;
    required?: string[];
    description?: string;
  };
  return (
    <article aria-labelledby={`shape-${name}`} className="border-t pt-6">
      <h3 id={`shape-${name}`} className="scroll-mt-6 font-mono text-base font-semibold">
        {name}
      </h3>
      {description === undefined ? null : (
        <p className="mt-2 max-w-prose text-base">
          <Prose>{description}</Prose>
        </p>
      )}
      <dl className="mt-3 divide-y border-t text-sm">
        {Object.entries(properties).flatMap(([field, schema]) =>
          fieldsOf(field, schema).map(([path, part]) => (
            <div key={path} className="gap-x-4 py-2 sm:grid sm:grid-cols-[12rem_minmax(0,1fr)]">
              <dt className="font-mono [overflow-wrap:anywhere]">{path}</dt>
              <dd>
                <span className="text-soft [overflow-wrap:anywhere]">
                  {kindOf(part)}
                  {required.includes(field) ? "" : ", may be absent"}
                </span>
                {part.description === undefined ? null : (
                  <p>
                    <Prose>{part.description}</Prose>
                  </p>
                )}
              </dd>
            </div>
          )),
        )}
      </dl>
    </article>
  );
}

/** A field, and those of the object it holds. */
function fieldsOf(path: string, schema: Described): [string, Described][] {
  const inner = [schema, ...((schema.anyOf ?? []) as Described[])].find(
    ({ properties }) => properties !== undefined,
  );
  const below = Object.entries((inner?.properties ?? {}) as Record<string, Described>);
  return [[path, schema], ...below.flatMap(([name, part]) => fieldsOf(`${path}.${name}`, part))];
}
