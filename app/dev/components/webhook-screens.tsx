import type { ComponentProps, ReactNode } from "react";
import { WebhookScreen } from "#components/screens/webhook";
import { DeleteWebhookScreen } from "#components/screens/webhook-delete";
import { WebhooksScreen } from "#components/screens/webhooks";
import { problemView } from "#lib/connections/words";
import type { DeliveryView, EndpointView } from "#lib/webhooks/endpoints";
import { later, longName } from "./fixtures.ts";
import { room } from "./room.tsx";
import type { ScreenName } from "./screen-names.ts";

type WebhookScreenName = Extract<ScreenName, `webhook${string}`>;

/** Webhook endpoints in the states that are hard to bring about. */

const hour = 3_600_000;

const endpoint = (now: Date, changed: Partial<EndpointView> = {}): EndpointView => ({
  id: "ep_1",
  name: "Billing",
  url: "https://app.acme.example/webhooks/patchbay",
  types: null,
  state: "working",
  failingSince: null,
  disabledAt: null,
  disabledReason: null,
  oldSecretUntil: null,
  createdAt: later(now, -40 * 24 * hour),
  ...changed,
});

const failing = (now: Date) =>
  endpoint(now, { id: "ep_2", name: longName, state: "failing", failingSince: later(now, -26 * hour) });

const disabled = (now: Date) =>
  endpoint(now, {
    id: "ep_3",
    name: "Old warehouse",
    state: "disabled",
    disabledAt: later(now, -3 * hour),
    disabledReason: "failed_too_long",
  });

function deliveries(now: Date): DeliveryView[] {
  const at = (ms: number) => later(now, ms).toISOString();
  const each = (id: number, changed: Partial<DeliveryView>): DeliveryView => ({
    id: `dlv_${id}`,
    messageId: `msg_0f7c6f5e-9f1e-4a7b-9f0d-2b6f3f1c7e0${id}`,
    type: "connection.linked",
    subject: "5b2f9c7d-1d3a-4a56-8a8e-9d1f7a3b6c01",
    outcome: "delivered",
    tries: [{ at: at(-id * hour), ms: 84, status: 204, reason: null }],
    nextTryAt: null,
    createdAt: later(now, -id * hour),
    endedAt: later(now, -id * hour),
    ...changed,
  });
  return [
    each(1, {
      type: "connection.needs_attention",
      outcome: "waiting",
      endedAt: null,
      nextTryAt: later(now, 24 * 60_000),
      tries: [
        { at: at(-hour), ms: 15_002, status: null, reason: "timed_out" },
        { at: at(-hour + 5_000), ms: 210, status: 503, reason: null },
      ],
    }),
    each(2, { type: "endpoint.test", subject: "endpoint:ep_1" }),
    each(3, {
      outcome: "given_up",
      tries: Array.from({ length: 10 }, (_, turn) => ({
        at: at(-(90 - turn * 8) * hour),
        ms: 12,
        status: 307,
        reason: null,
      })),
    }),
    each(4, { type: null }),
  ];
}

const back = { href: "/admin/webhooks", label: "Webhooks" };

const one = (now: Date, props: Partial<ComponentProps<typeof WebhookScreen>>): ReactNode =>
  room(
    "/admin/webhooks/ep_1",
    props.endpoint?.name ?? "Billing",
    <WebhookScreen
      endpoint={endpoint(now)}
      deliveries={deliveries(now)}
      older="7"
      outcome={null}
      secret={null}
      now={now}
      problem={null}
      done={null}
      {...props}
    />,
    back,
  );

const several = (now: Date, props: Partial<ComponentProps<typeof WebhooksScreen>>): ReactNode =>
  room(
    "/admin/webhooks",
    "Webhooks",
    <WebhooksScreen
      endpoints={[endpoint(now), failing(now), disabled(now)]}
      now={now}
      problem={null}
      done={null}
      {...props}
    />,
  );

export const webhookScreens: Record<WebhookScreenName, (now: Date) => ReactNode> = {
  webhooks: (now) => several(now, { done: "The endpoint is gone, with its deliveries." }),
  "webhooks-empty": (now) =>
    several(now, {
      endpoints: [],
      problem: problemView("webhook_address"),
      typed: { url: "http://10.0.0.1/hook", name: "Billing" },
    }),
  webhook: (now) => one(now, {}),
  "webhook-new": (now) =>
    one(now, {
      secret: "whsec_dGhpcyBpcyBub3QgYSBzZWNyZXQgYXQgYWxsLCBzb3JyeQ==",
      deliveries: [],
      older: null,
      endpoint: endpoint(now, { oldSecretUntil: later(now, 24 * hour), types: ["connection.removed"] }),
    }),
  "webhook-failing": (now) => one(now, { endpoint: failing(now) }),
  "webhook-disabled": (now) =>
    one(now, { endpoint: disabled(now), outcome: "given_up", deliveries: [], older: null }),
  "webhook-delete": (now) =>
    room(
      "/admin/webhooks/ep_2",
      "Delete this endpoint?",
      <DeleteWebhookScreen endpoint={failing(now)} />,
      back,
    ),
};
