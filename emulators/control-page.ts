import type { Switches } from "./emulator.ts";
import { button, type Html, html, name, page } from "./ui.ts";
import type { Member, World } from "./world.ts";

const hour = 3_600_000;

/** Everything a person may want to break or mend, one click each. */
export function controlPage(world: World, said: string | null) {
  return page({
    vendor: "vendors",
    title: "Emulator control",
    wide: true,
    body: html`${said ? html`<p role="status">Answered: <code>${said}</code></p>` : ""}
<nav aria-label="Vendors" class="actions">${world.members.map(
      ({ emulator }) => html`<a href="#${emulator.id}">${emulator.name}</a>`,
    )}<a href="#faults">Faults</a><a href="#requests">Requests</a></nav>
${clockSection(world)}
${world.members.map((member) => vendorSection(world, member))}
${faultSection(world)}
${requestSection(world)}`,
  });
}

function clockSection({ clock, members }: World) {
  const steps: [string, number][] = [
    ["5 minutes on", hour / 12],
    ["1 hour on", hour],
    ["6 hours on", 6 * hour],
    ["1 day on", 24 * hour],
  ];
  const offset = clock.offsetMs();
  return html`<p>It is <strong><time>${new Date(clock.now()).toISOString()}</time></strong> here,
${offset === 0 ? "the same as outside" : `${(offset / hour).toFixed(2)} hours from the time outside`}.
The app under test is at ${members[0]?.vendor.appUrl ?? "an address nobody has told us"}.</p>
<div class="actions">${steps.map(([label, ms]) => button(label, "/_control/clock", { advanceMs: String(ms) }))}
${button("Back to now", "/_control/clock", { offsetMs: "0" })}
${button("Back to the seed", "/_control/reset", {}, "danger")}</div>`;
}

function vendorSection(world: World, { emulator, vendor }: Member) {
  const rows = emulator.rows(vendor);
  const pages = Object.entries(emulator.pages).map(
    ([label, address]) => html`<a href="/${address}">${label}</a>`,
  );
  const act = (action: string, label: Html | string, input: Record<string, string> = {}) =>
    button(label, `/_control/${emulator.id}/${action}`, input, "small");
  const atOnce = Object.entries(emulator.actions).filter(([, { label }]) => label !== "");
  return html`<section id="${emulator.id}"><h2>${emulator.name}</h2>
<p class="soft">Stands in for ${emulator.hosts.join(", ")}. ${pages}</p>
<h3>What is linked</h3>
${rows.length === 0 ? html`<p class="soft">Nothing is linked yet. Start a link in the app and it appears here.</p>` : ""}
${rows.map(
  (row) => html`<div class="row split"><p><strong>${name(row.title)}</strong> <small>${row.detail}</small></p>
<div class="actions">${row.buttons.map(({ label, action, input }) =>
    act(action, html`${label}<span class="unseen"> for ${name(row.title)}, ${row.detail}</span>`, input),
  )}</div></div>`,
)}
<h3>All at once</h3>
<div class="actions">${atOnce.map(([action, { label }]) => act(action, label))}</div>
<h3>The next answer of ${emulator.name} is…</h3>
<div class="actions">${nextAnswers.map(([label, fields]) =>
    button(label, "/_control/faults", { vendor: emulator.id, ...fields }, "small"),
  )}</div>
<details><summary>Switches</summary>
<form method="post" action="/_control/settings/${emulator.id}"><div class="fields">
${Object.entries(emulator.switches).map(([key, known]) => settingField(key, known, vendor.settings[key]))}
</div><button class="small">Set for ${emulator.name}</button></form></details>
<p class="soft"><a href="/_control/state?vendor=${emulator.id}">State as JSON</a>,
<a href="/_control/requests?vendor=${emulator.id}">its requests</a> (${world.requests.list(emulator.id).length}).</p></section>`;
}

const nextAnswers: [string, Record<string, string>][] = [
  ["503", { kind: "status", status: "503" }],
  ["429, again in 30 s", { kind: "status", status: "429", retryAfter: "30" }],
  ["5 s late", { kind: "delay", delayMs: "5000" }],
  ["lost before reading", { kind: "drop-before-read" }],
  ["lost after the deed", { kind: "process-then-drop" }],
  ["broken JSON", { kind: "malformed" }],
  ["a web page", { kind: "html" }],
];

function settingField(key: string, known: Switches[string], value: unknown): Html {
  const choices =
    typeof known === "boolean" ? ["true", "false"] : typeof known === "object" ? known : undefined;
  if (!choices) {
    const kind = typeof known === "number" ? "number" : "text";
    return html`<label>${key} <input type="${kind}" name="${key}" value="${String(value)}"></label>`;
  }
  const options = choices.map(
    (choice) => html`<option${{ html: choice === String(value) ? " selected" : "" }}>${choice}</option>`,
  );
  return html`<label>${key} <select name="${key}">${options}</select></label>`;
}

function faultSection({ faults }: World) {
  const list = faults.list();
  return html`<section id="faults"><h2>Waiting faults</h2>
${list.length === 0 ? html`<p class="soft">Every answer will be a normal one.</p>` : ""}
<ul>${list.map(({ vendor, kind, times, path }) => html`<li>${vendor}: ${kind}, ${times} more${path ? ` at ${path}` : ""}</li>`)}</ul>
${list.length > 0 ? button("Forget all faults", "/_control/faults/clear") : ""}</section>`;
}

function requestSection({ requests }: World) {
  const last = requests.list().slice(-25).reverse();
  return html`<section id="requests"><h2>Last requests</h2>
${last.length === 0 ? html`<p class="soft">Nobody has called yet.</p>` : ""}
<div class="scroll"><table><thead><tr><th scope="col">Time</th><th scope="col">Vendor</th><th scope="col">Request</th>
<th scope="col">Answer</th></tr></thead><tbody>${last.map(
    (request) => html`<tr><td>${request.time.slice(11, 19)}</td><td>${request.vendor ?? "nobody"}</td>
<td>${request.method} ${request.host}${request.path}</td>
<td>${request.status === 0 ? "dropped" : (request.status ?? "open")}${request.fault ? `, ${request.fault}` : ""}</td></tr>`,
  )}</tbody></table></div></section>`;
}
