import type { DescribedOperation } from "#lib/api/document";

type Chapter = { id: string; name: string; operations: { operation: DescribedOperation }[] };

/** Where everything is: beside the text where there is room, else folded away above it, so that the text comes first. */
export function ApiContents({ chapters }: { chapters: Chapter[] }) {
  return (
    <>
      <details className="mb-10 rounded-md border bg-surface text-sm lg:hidden">
        <summary className="min-h-11 px-4 py-3 font-medium">On this page</summary>
        <nav aria-label="On this page" className="border-t px-4 py-3">
          <List chapters={chapters} />
        </nav>
      </details>
      <nav
        aria-label="On this page"
        className="hidden text-sm lg:sticky lg:top-6 lg:block lg:max-h-[calc(100dvh-3rem)] lg:self-start lg:overflow-y-auto"
      >
        <List chapters={chapters} />
      </nav>
    </>
  );
}

function List({ chapters }: { chapters: Chapter[] }) {
  return (
    <ul className="space-y-4">
      <Entry id="begin" name="To begin with" operations={[]} />
      {chapters.map((chapter) => (
        <Entry key={chapter.id} {...chapter} />
      ))}
      <Entry id="shapes" name="Shapes" operations={[]} />
    </ul>
  );
}

function Entry({ id, name, operations }: Chapter) {
  return (
    <li>
      <a href={`#${id}`} className="inline-flex min-h-6 items-center font-medium hover:underline">
        {name}
      </a>
      {operations.length === 0 ? null : (
        <ul className="mt-1 space-y-1 border-l pl-3">
          {operations.map(({ operation: { operationId, summary } }) => (
            <li key={operationId}>
              <a
                href={`#${operationId}`}
                className="inline-flex min-h-6 items-center text-soft hover:text-ink"
              >
                {summary}
              </a>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
