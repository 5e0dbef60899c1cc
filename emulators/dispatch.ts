import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { readBody, send, sendHuge, sendSlowly } from "./bodies.ts";
import type { Fault } from "./faults.ts";
import type { Answer, VendorRequest } from "./http.ts";
import { json, text } from "./http.ts";
import { sessionAnswer } from "./login.ts";
import type { Member, World } from "./world.ts";

/** Answers one request to a vendor, with whatever fault waits for it. */
export async function dispatch(world: World, incoming: IncomingMessage, response: ServerResponse) {
  const request = vendorRequest(incoming);
  const member = world.members.find(({ emulator }) => emulator.hosts.includes(request.host));
  const fault = member && world.faults.next(member.emulator.id, request);
  const record = (entry = request) =>
    world.requests.add(entry, member?.emulator.id ?? null, world.clock.now(), fault?.kind ?? null);

  if (fault?.kind === "drop-before-read") {
    record().status = 0;
    incoming.socket.destroy();
    return;
  }
  request.body = await readBody(incoming);
  const recorded = record();
  if (!member) {
    const answer = json(404, { error: `No emulated vendor lives at ${request.host || "this address"}.` });
    recorded.status = answer.status;
    send(response, answer);
    return;
  }
  recorded.status = await answerWith(fault, member, request, response);
}

/** Plays the fault, if any, around the vendor's own answer; gives the status sent (0: dropped). */
async function answerWith(
  fault: Fault | undefined,
  member: Member,
  request: VendorRequest,
  response: ServerResponse,
): Promise<number> {
  const process = () => vendorAnswer(member, request);
  const drop = () => {
    response.socket?.destroy();
    return 0;
  };
  switch (fault?.kind) {
    case undefined:
      return send(response, await process());
    case "status":
      return send(response, faultAnswer(fault));
    case "process-then-status":
      await process();
      return send(response, faultAnswer(fault));
    case "delay":
      await wait(fault.delayMs ?? 1000, undefined, { ref: false });
      return send(response, await process());
    case "hang":
      await new Promise((resolve) => response.once("close", resolve));
      return 0;
    case "drop-before-read":
      return drop();
    case "process-then-drop":
      await process();
      return drop();
    case "malformed": {
      const answer = await process();
      const body = fault.body ?? (answer.body.slice(0, Math.ceil(answer.body.length / 2)) || '{"cut":');
      return send(response, { ...answer, body });
    }
    case "html":
      return send(response, {
        status: fault.status ?? 200,
        headers: { "content-type": "text/html; charset=utf-8", ...fault.headers },
        body: fault.body ?? "<!doctype html><title>Down for maintenance</title><h1>Back in a minute</h1>",
      });
    case "empty":
      return send(response, { status: fault.status ?? 200, headers: { ...fault.headers }, body: "" });
    case "cut-scope":
      return send(response, await vendorAnswer(member, { ...request, cutScope: true }));
    case "huge":
      return sendHuge(response, fault);
    case "slow-body":
      return sendSlowly(response, await process(), fault.delayMs ?? 1000);
    case "redirect":
      return send(response, {
        status: fault.status ?? 302,
        headers: { location: fault.location ?? `${request.origin}/_control/trap`, ...fault.headers },
        body: "",
      });
  }
}

async function vendorAnswer({ emulator, vendor, route }: Member, request: VendorRequest): Promise<Answer> {
  const session = sessionAnswer(request, emulator, vendor);
  if (session) return session;
  const match = route(request.method, request.host, request.path);
  const answer = match
    ? await match.handler({ ...request, params: match.params }, vendor)
    : emulator.notFound(request);
  return emulator.decorate?.(answer, request, vendor) ?? answer;
}

function faultAnswer(fault: Fault): Answer {
  const status = fault.status ?? 503;
  const headers: Record<string, string> = { ...fault.headers };
  if (fault.retryAfter !== undefined) headers["retry-after"] = String(fault.retryAfter);
  if (fault.body?.startsWith("{") || fault.body?.startsWith("[")) {
    return { status, headers: { "content-type": "application/json", ...headers }, body: fault.body };
  }
  return text(status, fault.body ?? `Emulated answer ${status}`, headers);
}

/** Takes the vendor's host out of the path; the body is read later. */
export function vendorRequest(incoming: IncomingMessage): VendorRequest {
  const target = incoming.url ?? "/";
  const origin = `http://${incoming.headers.host ?? "127.0.0.1"}`;
  const url = URL.parse(target, origin) ?? new URL(origin);
  const [, host = "", path = ""] = /^\/([^/]*)(.*)$/.exec(url.pathname) ?? [];
  return {
    method: incoming.method ?? "GET",
    host,
    path: path || "/",
    origin,
    target: url.pathname + url.search,
    query: url.searchParams,
    params: {},
    headers: incoming.headers,
    body: "",
    cutScope: false,
  };
}
