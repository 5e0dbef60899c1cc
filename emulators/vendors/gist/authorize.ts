import type { Application } from "../../emulator.ts";
import { type Answer, fieldsOf, redirect, type VendorRequest } from "../../http.ts";
import { chooserPage, consentPage, loginPage, notice, personAt } from "../../login.ts";
import { acceptsRedirect, applicationOf, withParams } from "../../redirects.ts";
import type { GistPerson } from "./seed.ts";
import { type Gist, issueCode, workspaceOf } from "./state.ts";

const scopes: Record<string, string> = {
  read_contact: "See a single contact",
  write_contact: "Create and change contacts",
  read_bulk_contacts: "List all contacts",
  write_bulk_contacts: "Create and change many contacts at once",
  read_conversations: "Read conversations",
  write_conversations: "Reply to and change conversations",
  read_events: "Read events",
  read_tags: "Read tags",
  write_tags: "Create and change tags",
  read_teams: "Read teams",
  read_teammates: "See who your teammates are",
};

type Ask = { application: Application; redirectUri: string; scopes: string[] };

export function authorize(request: VendorRequest, gist: Gist): Answer {
  const ask = readAsk(request, gist);
  if ("status" in ask) return ask;
  const person = personAt(request, gist, gist.state.people);
  if (!person) return loginPage(request, gist, gist.state.people);
  const workspace = chosenWorkspace(request, gist, person);
  if (!workspace) return workspaceChooser(request, gist, person);

  const { autoAnswer } = gist.settings;
  const answer = request.method === "POST" ? fieldsOf(request).answer : autoAnswer;
  if (answer === "deny") {
    // Gist tells the application nothing: the person is left here.
    return notice(
      gist,
      "Not installed",
      "You said no, and nothing was sent to the application. You can close this window.",
    );
  }
  if (answer !== "allow") {
    return consentPage(request, gist, person, {
      app: ask.application.name,
      account: workspace.name,
      asks: ask.scopes.map((scope) => `${scopes[scope]} (${scope})`),
      allow: "Allow",
      deny: "Deny",
    });
  }
  const code = issueCode(gist, {
    clientId: ask.application.id,
    redirectUri: ask.redirectUri,
    workspaceId: workspace.id,
    personId: person.id,
    scopes: request.cutScope ? ask.scopes.slice(0, -1) : ask.scopes,
  });
  return redirect(withParams(ask.redirectUri, { code, state: request.query.get("state") }));
}

function readAsk({ query }: VendorRequest, gist: Gist): Ask | Answer {
  const application = applicationOf(gist.applications, query.get("client_id"));
  const redirectUri = query.get("redirect_uri") ?? "";
  const asked = (query.get("scope") ?? "").split(/\s+/).filter(Boolean);
  const unknown = asked.filter((scope) => !(scope in scopes));
  const refuse = (sentence: string) => notice(gist, "This request cannot be approved", sentence, 400);
  if (!application) return refuse("Gist knows no application with this client id.");
  if (!acceptsRedirect(application, redirectUri, "exact")) {
    return refuse("The redirect URI is not the one in the application's settings.");
  }
  if (query.get("response_type") !== "code") return refuse("response_type must be code.");
  if (asked.length === 0) return refuse("The scope parameter is missing.");
  // ASSUMED: the documentation only says which scopes exist.
  if (unknown.length > 0) return refuse(`These scopes do not exist: ${unknown.join(", ")}.`);
  return { application, redirectUri, scopes: asked };
}

export function chosenWorkspace(request: VendorRequest, gist: Gist, person: GistPerson) {
  const { autoAnswer, autoAccount } = gist.settings;
  const chosen =
    autoAnswer === "off" ? request.query.get("choice") : autoAccount || (person.workspaces[0] ?? null);
  const ids = person.workspaces;
  const id = ids.length === 1 ? ids[0] : ids.find((known) => known === chosen);
  return id === undefined ? undefined : workspaceOf(gist, id);
}

export function workspaceChooser(request: VendorRequest, gist: Gist, person: GistPerson) {
  const choices = person.workspaces.map((id) => {
    const workspace = workspaceOf(gist, id);
    return { id, title: workspace?.name ?? id, detail: `${workspace?.domain ?? ""} (${id})` };
  });
  return chooserPage(request, gist, person, "a workspace", choices);
}
