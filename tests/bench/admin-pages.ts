import { providers } from "#lib/providers/index";
import { query } from "../rig/database.ts";
import type { Rig } from "../rig/rig.ts";

/** The addresses of the administrators' pages: first, far in, alone and narrowed. In a database that was seeded. */

export type Address = readonly [name: string, path: string];

const DAY_MS = 86_400_000;

export async function adminPages(rig: Pick<Rig, "databaseUrl" | "engine">): Promise<Address[]> {
  return [
    ["baseline: the health address", "/api/health"],
    ["baseline: an empty page of one's own", "/connections"],
    ["overview", "/admin"],
    ...(await connections(rig)),
    ...(await people(rig)),
    ...(await log(rig)),
    ...(await vendors(rig)),
    ...(await host(rig)),
    ["settings", "/admin/settings"],
  ];
}

type Place = Pick<Rig, "databaseUrl" | "engine">;

const one = async ({ databaseUrl }: Place, statement: string) => {
  const [row] = await query(databaseUrl, statement);
  if (row === undefined) throw new Error(`Nothing was found: ${statement}`);
  return row;
};
const milliseconds = ({ engine }: Place, column: string) =>
  engine === "postgres" ? `cast(extract(epoch FROM ${column}) * 1000 AS bigint)` : column;
const text = encodeURIComponent;
const vendor = Object.keys(providers);

async function connections(rig: Place): Promise<Address[]> {
  const room = "/admin/connections";
  const { n } = await one(rig, "SELECT count(*) AS n FROM connections");
  const middle = Math.floor(Number(n) / 2);
  const by = (order: string) =>
    one(
      rig,
      `SELECT id, found_by, ${milliseconds(rig, "created_at")} AS at FROM connections ORDER BY ${order} LIMIT 1 OFFSET ${middle}`,
    );
  const [newest, named] = [await by("created_at DESC, id DESC"), await by("found_by")];
  const busy = await one(
    rig,
    "SELECT connection_id AS id FROM (SELECT connection_id FROM events ORDER BY at DESC LIMIT 100000) AS late GROUP BY connection_id ORDER BY count(*) DESC LIMIT 1",
  );
  const at = text(`${newest.at}~${newest.id}`);
  return [
    ["everyone's connections", room],
    ["  the thousandth page", `${room}?after=${at}`],
    ["  backwards from there", `${room}?before=${at}`],
    ["  one vendor", `${room}?vendor=${vendor[0]}`],
    ["  in one state, some", `${room}?state=needs_you`],
    ["  in one state, none", `${room}?state=renewing`],
    ["  a name that many have", `${room}?q=acme`],
    ["  a name that one has", `${room}?q=${text(named.found_by.slice(0, 30))}`],
    ["  a name that nobody has", `${room}?q=zzzzzz`],
    ["  an owner's email as text", `${room}?q=person-17%40seeded`],
    ["  an owner", `${room}?owner=person-17%40seeded.example`],
    ["  not proved for a week", `${room}?proved=7`],
    ["  ends within a week", `${room}?ends=7&sort=ends`],
    ["  by name", `${room}?sort=name`],
    ["  by name, the thousandth page", `${room}?sort=name&after=${text(`${named.found_by}~${named.id}`)}`],
    ["  by end", `${room}?sort=ends`],
    ["  by proof", `${room}?sort=proof`],
    ["  all at once", `${room}?q=studios&vendor=${vendor[1]}&state=vendor_trouble&proved=0&sort=proof`],
    ["  to be done to all that fit", `${room}/bulk/new?scope=all&state=needs_you&action=test`],
    ["a connection", `${room}/${busy.id}`],
  ];
}

async function people(rig: Place): Promise<Address[]> {
  const room = "/admin/people";
  const { n } = await one(rig, "SELECT count(*) AS n FROM users");
  const last = await one(
    rig,
    `SELECT id, ${milliseconds(rig, "created_at")} AS at FROM users ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET ${Math.max(0, Number(n) - 60)}`,
  );
  const busy = await one(
    rig,
    "SELECT user_id AS id FROM connections GROUP BY user_id ORDER BY count(*) DESC LIMIT 1",
  );
  return [
    ["people", room],
    ["  the last page", `${room}?after=${last.at}.${last.id}`],
    ["  a name that many have", `${room}?q=maya`],
    ["  a name that nobody has", `${room}?q=zzzzzz`],
    ["  customers", `${room}?state=customer`],
    ["  administrators", `${room}?role=admin`],
    ["  to be invited", `${room}/invite`],
    ["a person with the most connections", `${room}/${busy.id}`],
  ];
}

async function log(rig: Place): Promise<Address[]> {
  const room = "/admin/log";
  const middle = await one(
    rig,
    `SELECT sequence, target_id, target_name, request_id, ${milliseconds(rig, "at")} AS at FROM audit_entries
     WHERE action = 'token.read' AND sequence > (SELECT max(sequence) / 2 FROM audit_entries) ORDER BY sequence LIMIT 1`,
  );
  const key = await one(rig, "SELECT id, name FROM api_keys ORDER BY id LIMIT 1");
  const day = (days: number) => new Date(Number(middle.at) + days * DAY_MS).toISOString().slice(0, 10);
  return [
    ["log", room],
    ["  in the middle", `${room}?older=${middle.sequence}`],
    ["  newer than the middle", `${room}?newer=${middle.sequence}`],
    ["  one key", `${room}?who=${key.id}`],
    ["  one key, what it never does", `${room}?who=${key.id}&action=user.signed_in`],
    ["  a part of a name", `${room}?who=maya`],
    ["  what nobody is called", `${room}?who=zzzzzz`],
    ["  one connection", `${room}?target=${middle.target_id}`],
    ["  one action", `${room}?action=connection.test_failed`],
    ["  a group of actions", `${room}?action=user.`],
    ["  an action that never was", `${room}?action=keys.retired`],
    ["  one vendor", `${room}?vendor=${vendor[0]}`],
    ["  two weeks ago", `${room}?from=${day(0)}&until=${day(0)}`],
    ["  two weeks ago, what nobody is called", `${room}?from=${day(0)}&until=${day(1)}&who=zzzzzz`],
    ["  a word that many have", `${room}?q=acme`],
    ["  a word that a few have", `${room}?q=${text(middle.target_name)}`],
    ["  a request of long ago", `${room}?q=${text(middle.request_id)}`],
    ["  a word that nobody has", `${room}?q=zzzzzz`],
    ["  the same, from the middle on", `${room}?q=zzzzzz&older=${middle.sequence}`],
    ["  all at once", `${room}?q=acme&vendor=${vendor[0]}&action=token.read&until=${day(0)}`],
  ];
}

async function vendors(rig: Place): Promise<Address[]> {
  const room = "/admin/vendors";
  const { id, provider } = await one(
    rig,
    "SELECT id, provider FROM incidents WHERE closed_at IS NOT NULL ORDER BY failures DESC LIMIT 1",
  );
  return [
    ["vendors", room],
    ["a vendor", `${room}/${provider}`],
    ["  over 30 days", `${room}/${provider}?span=month`],
    ["  whom an incident kept waiting", `${room}/${provider}?incident=${id}`],
  ];
}

async function host(rig: Place): Promise<Address[]> {
  const { id } = await one(rig, "SELECT id FROM webhook_endpoints ORDER BY id LIMIT 1");
  const { position } = await one(
    rig,
    "SELECT position FROM messages ORDER BY position LIMIT 1 OFFSET (SELECT count(*) / 2 FROM messages)",
  );
  const rule = await one(rig, "SELECT id FROM alert_rules ORDER BY id LIMIT 1");
  const room = `/admin/webhooks/${id}`;
  return [
    ["alerts", "/admin/alerts"],
    ["  a rule", `/admin/alerts/${rule.id}`],
    ["  a new rule", "/admin/alerts/new"],
    ["API keys", "/admin/api-keys"],
    ["webhooks", "/admin/webhooks"],
    ["  an endpoint and its deliveries", room],
    ["  in the middle", `${room}?before=${position}`],
    ["  what was given up", `${room}?outcome=given_up`],
    ["  what waits", `${room}?outcome=waiting`],
    ["  to be deleted", `${room}/delete`],
  ];
}
