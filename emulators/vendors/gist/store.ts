import type { Application } from "../../emulator.ts";
import { type Answer, fieldsOf, redirect, type VendorRequest } from "../../http.ts";
import { loginPage, notice, personAt, signedInAs } from "../../login.ts";
import { applicationOf, withParams } from "../../redirects.ts";
import { button, html, name, page } from "../../ui.ts";
import { chosenWorkspace, workspaceChooser } from "./authorize.ts";
import { type Gist, issueCode, uninstall } from "./state.ts";

/** Gist's own app store: what is installed in a workspace, and the install that begins at Gist. */
export function appStore(request: VendorRequest, gist: Gist): Answer {
  const person = personAt(request, gist, gist.state.people);
  if (!person) return loginPage(request, gist, gist.state.people);
  const workspace = chosenWorkspace(request, gist, person);
  if (!workspace) return workspaceChooser(request, gist, person);
  if (request.method === "POST") return change(request, gist, person.id, workspace.id);

  const items = Object.values(gist.applications).map((application) => {
    const installed = gist.state.installs.some(
      (one) => !one.uninstalled && one.clientId === application.id && one.workspaceId === workspace.id,
    );
    const fields = { application: application.id };
    return html`<li><p><strong>${application.name}</strong>
<small>${installed ? "Installed in this workspace" : "Not installed in this workspace"}</small></p>
<div class="actions">${button(`Install ${application.name}`, request.target, { ...fields, answer: "install" }, "primary")}
${installed && button(`Uninstall ${application.name}`, request.target, { ...fields, answer: "uninstall" }, "danger")}</div></li>`;
  });
  return page({
    vendor: gist.name,
    title: "App store",
    body: html`<p class="soft">Applications for ${name(workspace.name)}.</p><ul class="plain">${items}</ul>
${signedInAs(request, person)}`,
  });
}

function change(request: VendorRequest, gist: Gist, personId: string, workspaceId: string): Answer {
  const fields = fieldsOf(request);
  const application = applicationOf(gist.applications, fields.application);
  if (!application) return notice(gist, "Unknown application", "Gist knows no such application.", 404);
  if (fields.answer === "uninstall") {
    for (const one of gist.state.installs) {
      if (one.clientId === application.id && one.workspaceId === workspaceId) uninstall(gist, one);
    }
    return redirect(request.origin + request.target, 303);
  }
  const redirectUri = redirectUriOf(gist, application);
  if (!redirectUri) {
    return notice(
      gist,
      "Where is the app?",
      "This application has no redirect URI yet; set the app's address on the control page.",
      409,
    );
  }
  const code = issueCode(gist, {
    clientId: application.id,
    redirectUri,
    workspaceId,
    personId,
    scopes: application.scopes,
  });
  // The state is Gist's, not the application's: the id of the workspace that installs.
  return redirect(withParams(redirectUri, { code, state: workspaceId }));
}

const redirectUriOf = (gist: Gist, application: Application) =>
  application.redirectUris[0] ??
  application.installUrl ??
  (gist.appUrl ? `${gist.appUrl}/link/gist/callback` : undefined);
