import type { Emulator, Person, Vendor } from "./emulator.ts";
import { type Answer, cookieOf, fieldsOf, redirect, type VendorRequest, vendorUrl } from "./http.ts";
import { button, type Html, hidden, html, name, page } from "./ui.ts";

const cookieName = (vendorId: string) => `emulated_${vendorId}_person`;

type Pilot = { autoAnswer?: unknown; autoPerson?: unknown };

/** Who is logged in at this vendor in this browser; with the autopilot on, somebody always is. */
export function personAt<P extends Person>(
  request: VendorRequest,
  vendor: { id: string; settings: Pilot },
  people: P[],
) {
  const { autoAnswer, autoPerson } = vendor.settings;
  if (autoAnswer && autoAnswer !== "off") return people.find(({ id }) => id === autoPerson) ?? people[0];
  const id = cookieOf(request, cookieName(vendor.id));
  return people.find((person) => person.id === id);
}

/** The login page; it comes back to the page that asked for it. */
export function loginPage(request: VendorRequest, vendor: { name: string }, people: Person[]): Answer {
  const action = vendorUrl(request, `${request.host}/session`);
  const choices = people.map(
    (
      person,
    ) => html`<li><form method="post" action="${action}">${hidden({ person: person.id, next: request.target })}
<button class="wide-button">Continue as ${name(person.name)} <small>${person.email}</small></button></form></li>`,
  );
  return page({
    vendor: vendor.name,
    title: `Sign in to ${vendor.name}`,
    body: html`<p class="soft">Choose who you are. Everybody here is invented and needs no password.</p>
<ul class="plain">${choices}</ul>`,
  });
}

/** Who is signed in, with the way out that every page offers. */
export function signedInAs(request: VendorRequest, person: Person): Html {
  return html`<div class="foot">Signed in as ${name(person.name)}, ${person.email}.
<form method="post" action="${vendorUrl(request, `${request.host}/session`)}">${hidden({ next: request.target })}
<button class="link">Use another person</button></form></div>`;
}

/** `POST /session` on every vendor host: signs a person in, or out when none is named. */
export function sessionAnswer(
  request: VendorRequest,
  emulator: Emulator,
  vendor: Vendor,
): Answer | undefined {
  if (request.path !== "/session" || request.method !== "POST") return undefined;
  const people = emulator.people(vendor.state);
  if (people.length === 0) return undefined;
  const { person: id, next = "" } = fieldsOf(request);
  const person = people.find((known) => known.id === id);
  const target = /^\/[^/\\]/.test(next) ? next : "/_control";
  const answer = redirect(request.origin + target, 303);
  const value = person ? encodeURIComponent(person.id) : "";
  const life = person ? "" : "; Max-Age=0";
  answer.headers["set-cookie"] = `${cookieName(vendor.id)}=${value}; Path=/; HttpOnly; SameSite=Lax${life}`;
  return answer;
}

export type Choice = { id: string; title: string; detail: string };

/** Which account, workspace or site; the choice comes back as the query parameter `choice`. */
export function chooserPage(
  request: VendorRequest,
  vendor: { name: string },
  person: Person,
  noun: string,
  choices: Choice[],
): Answer {
  const kept = Object.fromEntries([...request.query].filter(([key]) => key !== "choice"));
  const action = request.target.split("?")[0] ?? "";
  const items = choices.map(
    ({ id, title, detail }) => html`<li><form action="${action}">${hidden({ ...kept, choice: id })}
<button class="wide-button">${name(title)} <small>${name(detail)}</small></button></form></li>`,
  );
  return page({
    vendor: vendor.name,
    title: `Choose ${noun}`,
    body: html`<ul class="plain">${items}</ul>${signedInAs(request, person)}`,
  });
}

export type Consent = { app: string; account: string; asks: string[]; allow: string; deny: string };

/** The question itself. Answered by `answer=allow` or `answer=deny`, posted to the same address. */
export function consentPage(
  request: VendorRequest,
  vendor: { name: string },
  person: Person,
  { app, account, asks, allow, deny }: Consent,
): Answer {
  return page({
    vendor: vendor.name,
    title: `${allow} ${app}?`,
    body: html`<p><strong>${app}</strong> wants to reach <strong>${name(account)}</strong> at ${vendor.name}. It would be able to:</p>
<ul class="ticks">${asks.map((ask) => html`<li>${ask}</li>`)}</ul>
<div class="actions">${button(allow, request.target, { answer: "allow" }, "primary")}
${button(deny, request.target, { answer: "deny" })}</div>
${signedInAs(request, person)}`,
  });
}

/** A page that says one thing and sends nobody anywhere. */
export function notice(vendor: { name: string }, title: string, sentence: string, status = 200): Answer {
  return page({ vendor: vendor.name, title, status, body: html`<p>${sentence}</p>` });
}
