import type { IncomingMessage, ServerResponse } from "node:http";
import { changeApplication } from "./applications.ts";
import { readBody, send } from "./bodies.ts";
import { controlPage } from "./control-page.ts";
import { vendorRequest } from "./dispatch.ts";
import type { Application } from "./emulator.ts";
import { type Answer, json, redirect, text } from "./http.ts";
import { changeSettings } from "./settings.ts";
import type { Member, World } from "./world.ts";

type Ask = {
  incoming: IncomingMessage;
  query: URLSearchParams;
  input: Record<string, unknown>;
  parts: string[];
};

/** The emulators' own pages and JSON API, below `/_control`. */
export async function answerControl(world: World, incoming: IncomingMessage, response: ServerResponse) {
  const url = new URL(incoming.url ?? "/", "http://emulator");
  const [area = "", ...parts] = url.pathname
    .replace(/^\/_control\/?/, "")
    .split("/")
    .filter(Boolean);
  const input = inputOf(incoming, await readBody(incoming));
  const method = incoming.method === "HEAD" ? "GET" : (incoming.method ?? "GET");
  const answer = await answerTo(world, method, area, { incoming, query: url.searchParams, input, parts });
  // A form on the control page comes back to it and says what happened.
  const fromPage = method === "POST" && incoming.headers.accept?.includes("text/html");
  send(response, fromPage ? backToPage(answer) : answer);
}

async function answerTo(world: World, method: string, area: string, ask: Ask): Promise<Answer> {
  const { incoming, query, input, parts } = ask;
  switch (`${method} ${area}`) {
    case "GET ":
      return controlPage(world, query.get("said"));
    case "GET clock":
      return json(200, clockOf(world));
    case "POST clock":
      return moveClock(world, input);
    case "GET state":
      return json(200, stateOf(world, query.get("vendor")));
    case "GET requests":
      return json(200, { requests: world.requests.list(query.get("vendor")) });
    case "DELETE requests":
      world.requests.clear();
      return json(200, { cleared: true });
    case "GET faults":
      return json(200, { faults: world.faults.list() });
    case "POST faults":
      return addFault(world, input, parts[0]);
    case "DELETE faults":
      world.faults.clear(query.get("vendor") ?? undefined);
      return json(200, { faults: world.faults.list() });
    case "GET settings":
    case "POST settings":
      return settings(world, method, parts[0], input);
    case "GET applications":
    case "POST applications":
      return applications(world, method, parts[0], input);
    case "POST app":
      world.setAppUrl(input.appUrl ? String(input.appUrl).replace(/\/$/, "") : null);
      return json(200, { appUrl: world.members[0]?.vendor.appUrl ?? null });
    case "POST reset":
      world.reset(truthy(input.keepClock));
      return json(200, { reset: true, ...clockOf(world) });
    case "GET trap":
      world.requests.add(vendorRequest(incoming), "trap", world.clock.now(), null).status = 200;
      return text(200, "A redirect was followed that should not have been.");
    default:
      return vendorArea(world, method, area, ask);
  }
}

async function vendorArea(
  world: World,
  method: string,
  area: string,
  { query, input, parts }: Ask,
): Promise<Answer> {
  const member = memberOf(world, area);
  const [name = ""] = parts;
  const action = member?.emulator.actions[name];
  const view = member?.emulator.views?.[name];
  if (member && method === "POST" && action) {
    const fields = Object.fromEntries(Object.entries(input).map(([key, value]) => [key, String(value)]));
    const result = await action.run(member.vendor, fields);
    const refused = typeof result === "object" && result !== null && "error" in result;
    return json(refused ? 404 : 200, result ?? { done: name });
  }
  if (member && method === "GET" && view) return view(member.vendor, query);
  return json(404, { error: `The control API has no ${method} /_control/${[area, ...parts].join("/")}` });
}

const memberOf = (world: World, id: string | null | undefined): Member | undefined =>
  world.members.find(({ emulator }) => emulator.id === id);

function clockOf({ clock }: World) {
  return { now: new Date(clock.now()).toISOString(), nowMs: clock.now(), offsetMs: clock.offsetMs() };
}

async function moveClock(world: World, input: Record<string, unknown>) {
  const offset =
    input.offsetMs === undefined ? world.clock.offsetMs() + Number(input.advanceMs) : Number(input.offsetMs);
  if (!Number.isSafeInteger(offset))
    return json(400, { error: "advanceMs or offsetMs must be whole milliseconds" });
  await world.moveClock(offset);
  return json(200, clockOf(world));
}

function stateOf(world: World, vendor: string | null) {
  const members = world.members.filter(({ emulator }) => !vendor || emulator.id === vendor);
  const vendors = members.map(({ emulator, vendor: running }) => [
    emulator.id,
    {
      settings: running.settings,
      applications: running.applications,
      people: emulator.people(running.state),
      ...(emulator.truth(running) as object),
    },
  ]);
  return {
    clock: clockOf(world),
    appUrl: world.members[0]?.vendor.appUrl ?? null,
    vendors: Object.fromEntries(vendors),
  };
}

function addFault(world: World, input: Record<string, unknown>, part: string | undefined) {
  // A plain form cannot send DELETE.
  if (part === "clear") {
    world.faults.clear();
    return json(200, { faults: [] });
  }
  if (input.vendor !== "*" && !memberOf(world, String(input.vendor))) {
    return json(400, {
      error: `vendor must be * or one of ${world.members.map(({ emulator }) => emulator.id).join(", ")}`,
    });
  }
  const fault = world.faults.add(input);
  return typeof fault === "string" ? json(400, { error: fault }) : json(201, fault);
}

function settings(world: World, method: string, id: string | undefined, input: Record<string, unknown>) {
  const member = memberOf(world, id);
  if (!member) return json(404, { error: `No emulated vendor is called ${id}` });
  const { emulator, vendor } = member;
  const problem = method === "POST" ? changeSettings(emulator.switches, vendor.settings, input) : undefined;
  if (problem) return json(400, { error: problem });
  return json(200, { settings: vendor.settings, choices: emulator.switches });
}

function applications(world: World, method: string, key: string | undefined, input: Record<string, unknown>) {
  const all = Object.assign({}, ...world.members.map(({ vendor }) => vendor.applications)) as Record<
    string,
    Application
  >;
  if (method === "GET" && !key) return json(200, { applications: all });
  const application = all[key ?? ""];
  if (!application) return json(404, { error: `No application is called ${key}` });
  if (method === "POST") {
    changeApplication(application, input);
  }
  return json(200, application);
}

const truthy = (value: unknown) => value === true || value === "true" || value === "on";

function inputOf(incoming: IncomingMessage, body: string): Record<string, unknown> {
  if (!incoming.headers["content-type"]?.includes("json"))
    return Object.fromEntries(new URLSearchParams(body));
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function backToPage(answer: Answer) {
  return redirect(`/_control?said=${encodeURIComponent(answer.body.slice(0, 300))}`, 303);
}
