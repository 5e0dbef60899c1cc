import Link from "next/link";
import { ApiContents } from "#components/api-contents";
import { ApiOperation } from "#components/api-operation";
import { ApiShape } from "#components/api-shape";
import { Prose } from "#components/prose";
import { Wordmark } from "#components/wordmark";
import type { OpenApi } from "#lib/api/document";

/** The whole API on one page, so that the browser's own search finds everything. */
export function ApiReferenceScreen({ document }: { document: OpenApi }) {
  const server = document.servers[0]?.url ?? "";
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const chapters = document.tags.map(({ name, description }) => ({
    name,
    description,
    id: name.toLowerCase().replaceAll(" ", "-"),
    operations: operations.filter(({ operation }) => operation.tags.includes(name)),
  }));
  const shapes = Object.entries(document.components.schemas);
  return (
    <>
      <header className="border-b bg-surface">
        <div className="mx-auto flex min-h-14 w-full max-w-page items-center px-4 sm:px-6 2xl:max-w-wide">
          <Link href="/connections" prefetch={false} className="inline-flex rounded-md">
            <Wordmark />
          </Link>
        </div>
      </header>
      <main>
        <div className="mx-auto w-full max-w-page px-4 pt-8 sm:px-6 2xl:max-w-wide">
          <h1 className="text-xl font-semibold sm:text-2xl">API reference</h1>
          <p className="mt-1 max-w-prose text-base text-soft">{document.info.description}</p>
        </div>
        <div className="mx-auto w-full max-w-page gap-x-12 px-4 pt-8 pb-20 sm:px-6 lg:grid lg:grid-cols-[13rem_minmax(0,1fr)] 2xl:max-w-wide">
          <ApiContents chapters={chapters} />
          <div className="min-w-0 space-y-14">
            <Beginning server={server} />
            {chapters.map(({ id, name, description, operations }) => (
              <section key={id} aria-labelledby={id} className="space-y-8">
                <div>
                  <h2 id={id} className="scroll-mt-6 text-lg font-semibold">
                    {name}
                  </h2>
                  <p className="mt-1 text-base text-soft">{description}</p>
                </div>
                {operations.map((each) => (
                  <ApiOperation
                    key={each.operation.operationId}
                    {...each}
                    server={server}
                    document={document}
                  />
                ))}
              </section>
            ))}
            <section aria-labelledby="shapes" className="space-y-8">
              <h2 id="shapes" className="scroll-mt-6 text-lg font-semibold">
                Shapes
              </h2>
              {shapes.map(([name, shape]) => (
                <ApiShape key={name} name={name} shape={shape} />
              ))}
            </section>
          </div>
        </div>
      </main>
    </>
  );
}

const rules = [
  "Show your key in each request: `Authorization: Bearer KEY`. An administrator makes keys under Admin, API keys; each has scopes, and may be limited to vendors and owners. What it does not reach is `not_found`.",
  "What goes wrong is answered as problem details (RFC 9457). Decide by `code`; the words are for people. `instance` is the `X-Request-Id` of the request, to quote when you ask.",
  "Send an `Idempotency-Key` with each change. The same request with the same key has the same answer for a day, however often it is sent; another request with that key is refused.",
  "Lists answer `data` and `nextCursor`. Hand it back as `cursor` for the next page; `null` means that there is none.",
  "`RateLimit` says how many requests are left and for how long. Past that, 429 and `Retry-After`.",
  "Reads carry an `ETag`; with `If-None-Match` what you have already is not sent again. Bodies are JSON of at most 64 KiB, and a field that is not known is refused; what passes through to a vendor is of any kind and size.",
];

function Beginning({ server }: { server: string }) {
  return (
    <section aria-labelledby="begin" className="max-w-prose">
      <h2 id="begin" className="scroll-mt-6 text-lg font-semibold">
        To begin with
      </h2>
      <p className="mt-2 text-base">
        Everything is below <code className="font-mono text-sm [overflow-wrap:anywhere]">{server}</code>. The
        same as this page, for programs:{" "}
        <a href="/api/v1/openapi.json" className="text-accent underline underline-offset-2">
          openapi.json
        </a>
        .
      </p>
      <ul className="mt-3 list-disc space-y-2 pl-5 text-base">
        {rules.map((rule) => (
          <li key={rule}>
            <Prose>{rule}</Prose>
          </li>
        ))}
      </ul>
    </section>
  );
}
