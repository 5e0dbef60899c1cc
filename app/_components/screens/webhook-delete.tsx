import { LinkButton } from "#components/link-button";
import { Name } from "#components/name";
import { Submit } from "#components/submit";
import type { EndpointView } from "#lib/webhooks/endpoints";

/** Asked once, on a page of its own, so that it also works before JavaScript arrives. */
export function DeleteWebhookScreen({ endpoint }: { endpoint: EndpointView }) {
  const { id, name, url } = endpoint;
  return (
    <div className="max-w-prose space-y-6">
      <p className="text-base">
        <Name lines="all" className="font-medium">
          {name}
        </Name>
        , <Name lines="all">{url}</Name>
      </p>
      <ul className="list-disc space-y-2 pl-5 text-base marker:text-soft">
        <li>Nothing is sent to it any more, and its secret is forgotten.</li>
        <li>The list of what was sent to it goes too. The audit log keeps that it was there.</li>
        <li>To pause it instead, disable it.</li>
      </ul>
      <form method="post" action={`/admin/webhooks/${id}/deletion`} className="flex flex-wrap gap-3">
        <Submit look="danger">Delete</Submit>
        <LinkButton href={`/admin/webhooks/${id}`}>Keep it</LinkButton>
      </form>
    </div>
  );
}
