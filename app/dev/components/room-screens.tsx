import { AlertRuleScreen } from "#components/screens/alert-rule";
import { AlertsScreen } from "#components/screens/alerts";
import { InvitationScreen } from "#components/screens/invitation";
import { InviteScreen } from "#components/screens/invite";
import { PeopleScreen } from "#components/screens/people";
import { PersonScreen } from "#components/screens/person";
import { VendorScreen } from "#components/screens/vendor";
import { VendorsScreen } from "#components/screens/vendors";
import { problemView } from "#lib/connections/words";
import { failures } from "#lib/errors";
import { later } from "./fixtures.ts";
import { room } from "./room.tsx";
import {
  affected,
  emptyHealth,
  health,
  incidents,
  invitations,
  people,
  personDetail,
  someAlerts,
  vendorDetail,
  vendorEntries,
} from "./room-fixtures.ts";

/** The administrators' rooms for vendors, people and alerts, and where invitations lead. */

const spans = [
  { id: "day", name: "24 hours" },
  { id: "week", name: "7 days" },
  { id: "month", name: "30 days" },
];

const nobody = { text: "nobody", role: null, state: null };
const everybody = { text: "", role: null, state: null };
const link = `https://patchbay.example/invitation#${"a1B2".repeat(10)}abc`;

type Look = { now: Date };

export const roomScreens = {
  vendors: ({ now }: Look) =>
    room("/admin/vendors", "Vendors", <VendorsScreen vendors={vendorEntries(now)} now={now} />),
  vendor: ({ now }: Look) =>
    room(
      "/admin/vendors/1",
      "Wistia",
      <VendorScreen
        vendor={vendorDetail(now)}
        health={health(now, false)}
        span="day"
        spans={spans}
        opened={null}
        now={now}
        problem={null}
        done="The credentials were checked; the result stands at the set-up."
      />,
    ),
  "vendor-trouble": ({ now }: Look) =>
    room(
      "/admin/vendors/1",
      "Wistia",
      <VendorScreen
        vendor={vendorDetail(now, {
          incident: { kind: "outage", openedAt: later(now, -1_200_000) },
          paused: { linking: later(now, -600_000), renewing: later(now, -600_000), by: "Ada Obi" },
        })}
        health={health(now, true)}
        span="day"
        spans={spans}
        opened={{ incident: incidents(now)[0] as never, connections: affected(now) }}
        now={now}
        problem={problemView("rate_limited")}
        done={null}
      />,
    ),
  "vendor-missing": ({ now }: Look) =>
    room(
      "/admin/vendors/1",
      "Wistia",
      <VendorScreen
        vendor={vendorDetail(now, {
          configured: false,
          active: 0,
          checked: null,
          unchecked: "Nothing can be concluded from an answer. The first link shows whether they are right.",
        })}
        health={emptyHealth(now)}
        span="day"
        spans={spans}
        opened={null}
        now={now}
        problem={null}
        done={null}
      />,
    ),
  people: ({ now }: Look) =>
    room(
      "/admin/people",
      "People",
      <PeopleScreen
        page={{ people: people(now), total: 2_041, next: "x" }}
        wish={everybody}
        nextHref="/admin/people?after=x"
        first={false}
        invitations={invitations(now)}
        link={link}
        now={now}
        problem={null}
        done={null}
      />,
    ),
  "people-empty": ({ now }: Look) =>
    room(
      "/admin/people",
      "People",
      <PeopleScreen
        page={{ people: [], total: 0, next: null }}
        wish={nobody}
        nextHref={null}
        first
        invitations={[]}
        link={null}
        now={now}
        problem={problemView("last_admin")}
        done={null}
      />,
    ),
  person: ({ now }: Look) =>
    room(
      "/admin/people/1",
      "Ada Obi",
      <PersonScreen
        person={personDetail(now)}
        mail="sent"
        link={link}
        now={now}
        problem={null}
        done={null}
      />,
    ),
  "person-customer": ({ now }: Look) =>
    room(
      "/admin/people/1",
      "Corner Shop",
      <PersonScreen
        person={personDetail(now, { email: null, customerId: "cus_42", name: "Corner Shop", sessions: [] })}
        mail="none"
        link={null}
        now={now}
        problem={problemView("not_a_person")}
        done={null}
      />,
    ),
  "invite-problem": () =>
    room(
      "/admin/people/invite",
      "Invite somebody",
      <InviteScreen
        mail="none"
        problem={{
          at: "email",
          sentence: "That email has an account here already, so nobody has to be invited.",
        }}
        typed={{ email: "ada@acme.example", role: "admin" }}
      />,
    ),
  alerts: ({ now }: Look) =>
    room(
      "/admin/alerts",
      "Alerts",
      <AlertsScreen alerts={someAlerts(now)} mail="sent" now={now} problem={null} done={null} />,
    ),
  "alerts-empty": ({ now }: Look) =>
    room(
      "/admin/alerts",
      "Alerts",
      <AlertsScreen
        alerts={{ rules: [], raised: [], past: [] }}
        mail="none"
        now={now}
        problem={null}
        done={null}
      />,
    ),
  "alert-rule-problem": () =>
    room(
      "/admin/alerts/1",
      "A rule",
      <AlertRuleScreen
        rule={{
          id: "r2",
          kind: "needs_people",
          sentence: "When 5 connections need their people",
          enabled: true,
        }}
        values={{
          kind: "needs_people",
          provider: "",
          threshold: "0",
          mailTo: "ops@acme.example",
          tellWebhooks: false,
          quietFrom: "22:00",
          quietUntil: "07:00",
          zone: "Europe/Berlin",
        }}
        vendors={[{ id: "wistia", name: "Wistia" }]}
        mail="sent"
        problem={failures.invalid_input[1]}
      />,
    ),
  "invitation-closed": ({ now }: Look) => (
    <InvitationScreen invitation={null} typed={{}} problem={failures.invitation_over[1]} now={now} />
  ),
  invitation: ({ now }: Look) => (
    <InvitationScreen
      invitation={{
        kind: "invitation",
        email: "nell@acme.example",
        role: "admin",
        expiresAt: later(now, 500_000_000),
      }}
      typed={{ name: "Nell" }}
      problem={null}
      now={now}
    />
  ),
  "invitation-reset": ({ now }: Look) => (
    <InvitationScreen
      invitation={{
        kind: "reset",
        email: "ada@acme.example",
        role: "user",
        expiresAt: later(now, 80_000_000),
      }}
      typed={{}}
      problem={null}
      now={now}
    />
  ),
};
