import { type Answer, fieldsOf, redirect, type VendorRequest } from "../../http.ts";
import { chooserPage, loginPage, personAt, signedInAs } from "../../login.ts";
import { button, type Html, html, name, page } from "../../ui.ts";
import type { ApiVideoPerson, Key } from "./seed.ts";
import { type ApiVideo, addKey, deleteKey, findKey } from "./state.ts";

/** The dashboard page with the keys to copy: there is no consent page at this vendor. */
export function dashboard(request: VendorRequest, apiVideo: ApiVideo): Answer {
  const { people } = apiVideo.state;
  // The shared login knows autopilots; this vendor has nothing to pilot.
  const person = personAt(request, { id: apiVideo.id, settings: {} }, people);
  if (!person) return loginPage(request, apiVideo, people);
  const project = chosenProject(request, apiVideo, person);
  if (!project) return projectChooser(request, apiVideo, person);
  if (request.method === "POST") {
    change(apiVideo, project.id, fieldsOf(request));
    return redirect(request.origin + request.target, 303);
  }
  const keys = project.keys.filter(({ deleted }) => !deleted);
  const production = keys.some(({ environment }) => environment === "production");
  return page({
    vendor: apiVideo.name,
    title: "API keys",
    body: html`<p class="soft">Project ${name(project.name)}. Copy a key into the app that should reach it.</p>
${keys.map((key) => keyItem(request, key))}
${production ? "" : html`<p class="soft">A production key needs a payment card; the sandbox key always works.</p>`}
<div class="actions">${button("Create a sandbox key", request.target, { answer: "create", environment: "sandbox" })}
${button("Create a production key", request.target, { answer: "create", environment: "production" })}</div>
${signedInAs(request, person)}`,
  });
}

function keyItem(request: VendorRequest, key: Key): Html {
  return html`<div class="row"><h2>${key.name}</h2><p><code aria-label="${key.environment} key">${key.key}</code></p>
<div class="actions">${button("Regenerate", request.target, { answer: "regenerate", key: key.id }, "small")}
${button("Delete", request.target, { answer: "delete", key: key.id }, "small danger")}</div></div>`;
}

function change(apiVideo: ApiVideo, projectId: string, fields: Record<string, string>) {
  const found = findKey(apiVideo, ({ id }) => id === fields.key);
  const project = apiVideo.state.projects.find(({ id }) => id === projectId);
  if (!project) return;
  if (fields.answer === "create")
    addKey(project, fields.environment === "production" ? "production" : "sandbox");
  if (found?.project !== project) return;
  deleteKey(apiVideo, found);
  if (fields.answer === "regenerate") addKey(project, found.key.environment, found.key.name);
}

function chosenProject(request: VendorRequest, apiVideo: ApiVideo, person: ApiVideoPerson) {
  const ids = person.projects;
  const id = ids.length === 1 ? ids[0] : ids.find((known) => known === request.query.get("choice"));
  return apiVideo.state.projects.find((project) => project.id === id);
}

function projectChooser(request: VendorRequest, apiVideo: ApiVideo, person: ApiVideoPerson) {
  const choices = apiVideo.state.projects
    .filter(({ id }) => person.projects.includes(id))
    .map(({ id, name: title, keys }) => ({
      id,
      title,
      detail: keys.some((key) => key.environment === "production")
        ? "Production and sandbox"
        : "Sandbox only",
    }));
  return chooserPage(request, apiVideo, person, "a project", choices);
}
