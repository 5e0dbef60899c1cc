import "#lib/server-only";
import { z } from "zod";
import { Failure } from "#lib/errors";
import type { Doer } from "#lib/request";
import {
  changeEndpoint,
  createEndpoint,
  type DeliveryView,
  deleteEndpoint,
  deliveriesQuery,
  type EndpointView,
  endpointChanges,
  endpointInput,
  listDeliveries,
  listEndpoints,
  readEndpoint,
  replayDelivery,
  replaySince,
  rotateSecret,
  rotationInput,
  sendTest,
} from "#lib/webhooks/endpoints";
import { etagOf, requireMatch } from "../etag.ts";
import { type ApiRequest, headerOf } from "../exchange.ts";
import type { KeyActor } from "../key-actor.ts";
import { type Route, route } from "../route.ts";
import { address, instant, named, pageOf, paging } from "../shapes.ts";

/** What is sent tells of everybody, so a key that is limited to some has no say in where it goes. */
function doer({ keyId, name, providers, owners }: KeyActor): Doer {
  if (providers !== null || owners !== null)
    throw new Failure("insufficient_scope", `${keyId} is limited to vendors or owners`);
  return { kind: "key", id: keyId, name };
}

const maybe = (words: string) => instant(words).nullable();

const endpointFields = {
  id: z.string(),
  name: z.string(),
  url: address("Where messages are posted."),
  types: z.array(z.string()).nullable().describe("What it is told; null: everything."),
  state: z.enum(["working", "failing", "disabled"]),
  failingSince: maybe("Since when nothing has got through."),
  disabledAt: maybe("Since when it is told nothing."),
  disabledReason: z.enum(["by_hand", "gone", "failed_too_long"]).nullable(),
  oldSecretUntil: maybe("Until when the secret before this one signs as well."),
  createdAt: instant("When it was added."),
};
const endpointShape = named("WebhookEndpoint", z.strictObject(endpointFields));
const secretShape = named(
  "WebhookEndpointWithSecret",
  z.strictObject({
    ...endpointFields,
    secret: z.string().describe("Signs each message (Standard Webhooks); seen this once."),
  }),
);
const deliveryShape = named(
  "WebhookDelivery",
  z.strictObject({
    id: z.string(),
    messageId: z.string().describe("The `webhook-id` of every try, and the event's `id`."),
    type: z.string().nullable().describe("Null: the message was forgotten meanwhile."),
    subject: z.string(),
    outcome: z.enum(["waiting", "delivered", "given_up"]),
    tries: z.array(
      z.strictObject({
        at: instant("When."),
        ms: z.number().describe("How long it took."),
        status: z.number().nullable().describe("What the endpoint answered; null: nothing."),
        reason: z.string().nullable().describe("Why there was no answer."),
      }),
    ),
    nextTryAt: maybe("When it is tried (again)."),
    createdAt: instant("When it was to be delivered."),
    endedAt: maybe("When it was delivered or given up."),
  }),
);

const text = (at: Date | null) => at?.toISOString() ?? null;

const endpointAnswer = (view: EndpointView) => ({
  ...view,
  failingSince: text(view.failingSince),
  disabledAt: text(view.disabledAt),
  oldSecretUntil: text(view.oldSecretUntil),
  createdAt: view.createdAt.toISOString(),
});

const deliveryAnswer = (view: DeliveryView) => ({
  ...view,
  nextTryAt: text(view.nextTryAt),
  createdAt: view.createdAt.toISOString(),
  endedAt: text(view.endedAt),
});

/** RFC 9110 §13.1.1. */
async function requireAsRead(key: KeyActor, id: string, request: ApiRequest): Promise<void> {
  const view = await readEndpoint(doer(key), id);
  requireMatch(() => etagOf(JSON.stringify(endpointAnswer(view))), headerOf(request, "if-match"));
}

export const webhookRoutes: Route[] = [
  route({
    name: "listWebhooks",
    method: "GET",
    path: "/webhooks",
    chapter: "Webhooks",
    summary: "List webhook endpoints",
    description: "All on one page, oldest first.",
    scope: "webhooks:read",
    answer: named("WebhookList", z.strictObject({ data: z.array(endpointShape), nextCursor: z.null() })),
    handle: async ({ key }) => ({
      data: (await listEndpoints(doer(key))).map(endpointAnswer),
      nextCursor: null,
    }),
  }),
  route({
    name: "createWebhook",
    method: "POST",
    path: "/webhooks",
    chapter: "Webhooks",
    summary: "Add a webhook endpoint",
    description: "The answer is the only time its secret is seen.",
    scope: "webhooks:write",
    body: endpointInput,
    answer: secretShape,
    status: 201,
    failures: ["webhook_address"],
    handle: async ({ key, body }) => {
      const { secret, ...view } = await createEndpoint(doer(key), body);
      return { ...endpointAnswer(view), secret };
    },
  }),
  route({
    name: "readWebhook",
    method: "GET",
    path: "/webhooks/{id}",
    chapter: "Webhooks",
    summary: "Read a webhook endpoint",
    scope: "webhooks:read",
    answer: endpointShape,
    failures: ["not_found"],
    handle: async ({ key, params }) => endpointAnswer(await readEndpoint(doer(key), params.id)),
  }),
  route({
    name: "changeWebhook",
    method: "PATCH",
    path: "/webhooks/{id}",
    chapter: "Webhooks",
    summary: "Change, pause or resume a webhook endpoint",
    description: "Once it is enabled again, what waited is delivered.",
    scope: "webhooks:write",
    body: endpointChanges,
    answer: endpointShape,
    failures: ["not_found", "precondition_failed", "webhook_address"],
    handle: async ({ key, params, body, request }) => {
      await requireAsRead(key, params.id, request);
      return endpointAnswer(await changeEndpoint(doer(key), params.id, body));
    },
  }),
  route({
    name: "deleteWebhook",
    method: "DELETE",
    path: "/webhooks/{id}",
    chapter: "Webhooks",
    summary: "Remove a webhook endpoint, with its deliveries",
    scope: "webhooks:write",
    answer: named("WebhookDeleted", z.strictObject({ id: z.string(), deleted: z.literal(true) })),
    failures: ["not_found", "precondition_failed"],
    handle: async ({ key, params: { id }, request }) => {
      await requireAsRead(key, id, request);
      await deleteEndpoint(doer(key), id);
      return { id, deleted: true as const };
    },
  }),
  route({
    name: "rotateWebhookSecret",
    method: "POST",
    path: "/webhooks/{id}/secret",
    chapter: "Webhooks",
    summary: "Rotate a webhook endpoint's secret",
    description:
      "For `overlapHours` the secret before signs as well. The answer is the only time the new one is seen.",
    scope: "webhooks:write",
    body: rotationInput,
    answer: secretShape,
    failures: ["not_found"],
    handle: async ({ key, params, body }) => {
      const { secret, ...view } = await rotateSecret(doer(key), params.id, body);
      return { ...endpointAnswer(view), secret };
    },
  }),
  route({
    name: "testWebhook",
    method: "POST",
    path: "/webhooks/{id}/test",
    chapter: "Webhooks",
    summary: "Send a test to a webhook endpoint",
    description: "Of type `endpoint.test`, whatever the endpoint is told otherwise.",
    scope: "webhooks:write",
    answer: named("WebhookTest", z.strictObject({ messageId: z.string() })),
    status: 202,
    failures: ["not_found", "webhook_disabled"],
    handle: async ({ key, params }) => ({ messageId: await sendTest(doer(key), params.id) }),
  }),
  route({
    name: "replayWebhook",
    method: "POST",
    path: "/webhooks/{id}/replay",
    chapter: "Webhooks",
    summary: "Send everything since a time again",
    description:
      "In its order and under its own ids, also what the endpoint was never told; the oldest 10,000.",
    scope: "webhooks:write",
    body: z.strictObject({
      since: z.iso
        .datetime()
        .refine((text) => Date.parse(text) >= 0, "Nothing happened before 1970.")
        .describe("From when on."),
    }),
    answer: named("WebhookReplay", z.strictObject({ messages: z.number() })),
    status: 202,
    failures: ["not_found", "webhook_disabled"],
    handle: async ({ key, params, body: { since } }) => ({
      messages: await replaySince(doer(key), params.id, { since: new Date(since) }),
    }),
  }),
  route({
    name: "listWebhookDeliveries",
    method: "GET",
    path: "/webhooks/{id}/deliveries",
    chapter: "Webhooks",
    summary: "List a webhook endpoint's deliveries, with every try",
    description: "Newest first.",
    scope: "webhooks:read",
    query: z.strictObject({
      ...paging,
      outcome: deliveriesQuery.shape.outcome.describe("Only those with this outcome."),
    }),
    answer: pageOf("WebhookDeliveryPage", deliveryShape),
    failures: ["not_found"],
    handle: async ({ key, params, query }) => {
      const { data, nextCursor } = await listDeliveries(doer(key), params.id, query);
      return { data: data.map(deliveryAnswer), nextCursor };
    },
  }),
  route({
    name: "replayWebhookDelivery",
    method: "POST",
    path: "/webhooks/{id}/deliveries/{delivery}/replay",
    chapter: "Webhooks",
    summary: "Send one delivery again",
    scope: "webhooks:write",
    answer: named("WebhookDeliveryReplay", z.strictObject({ id: z.string() })),
    status: 202,
    failures: ["not_found", "webhook_disabled"],
    handle: async ({ key, params: { id, delivery } }) => {
      await replayDelivery(doer(key), id, delivery);
      return { id: delivery };
    },
  }),
];
