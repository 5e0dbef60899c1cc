import { type Answer, fieldsOf, redirect, type VendorRequest } from "../../http.ts";
import {
  type Choice,
  chooserPage,
  consentPage,
  loginPage,
  notice,
  personAt,
  signedInAs,
} from "../../login.ts";
import { acceptsRedirect, applicationOf, withParams } from "../../redirects.ts";
import { hex } from "../../tokens.ts";
import { html, page } from "../../ui.ts";
import type { WistiaPerson } from "./seed.ts";
import { accountOf, grantFor, type Wistia } from "./state.ts";

const scopes: Record<string, string> = {
  "all:all": "Do anything the API can do",
  "all:read": "Read everything and change nothing",
  "media:read": "Read media and projects, with customizations and captions",
  "media:upload": "Upload media",
  "stats:read": "Read viewing statistics",
  "project:write": "Create, change, copy and delete projects",
  "all:delegate_to_contact_permissions": "Do what one contact of the account may do",
};

type Ask = { clientId: string; appName: string; redirectUri: string; state: string | null; scopes: string[] };

/** Login, account, consent, redirect: the steps of the authorize page, each from the address alone. */
export function authorize(request: VendorRequest, wistia: Wistia): Answer {
  const ask = readAsk(request, wistia);
  if ("status" in ask) return ask;
  const person = personAt(request, wistia, wistia.state.people);
  if (!person) return loginPage(request, wistia, wistia.state.people);

  const account = chosenAccount(request, wistia, person);
  if (!account) return chooserPage(request, wistia, person, "an account", accountChoices(wistia, person));
  if (!wistia.settings.oauthEnabled) {
    return refusal(
      request,
      wistia,
      person,
      "OAuth is not enabled",
      `Ask Wistia to enable OAuth for ${account.name}.`,
    );
  }
  // What somebody without the right sees is ASSUMED: a refusal in the page, nothing sent to the app.
  if (person.roles[account.id] === "contributor") {
    const sentence = `Only owners and managers of ${account.name} may authorize an application. Ask one of them.`;
    return refusal(request, wistia, person, "You may not authorize applications", sentence);
  }

  const granted = grantFor(wistia, { clientId: ask.clientId, personId: person.id, accountId: account.id });
  const known = granted && ask.scopes.every((scope) => granted.scopes.includes(scope));
  switch (answerTo(request, wistia)) {
    case "deny":
      return denied(ask);
    case "allow":
      return allowed(request, wistia, ask, person, account.id);
    default:
      if (known) return allowed(request, wistia, ask, person, account.id);
      return consentPage(request, wistia, person, {
        app: ask.appName,
        account: account.name,
        asks: ask.scopes.map((scope) => `${scopes[scope] ?? "Something unknown"} (${scope})`),
        allow: "Authorize",
        deny: "Deny",
      });
  }
}

function answerTo(request: VendorRequest, { settings }: Wistia) {
  if (request.method === "POST") return fieldsOf(request).answer;
  return settings.autoAnswer === "off" ? undefined : settings.autoAnswer;
}

function readAsk(request: VendorRequest, wistia: Wistia): Ask | Answer {
  const { query } = request;
  const application = applicationOf(wistia.applications, query.get("client_id"));
  const redirectUri = query.get("redirect_uri") ?? "";
  // ASSUMED from Doorkeeper: an address that nobody registered is never redirected to.
  if (!application)
    return notice(wistia, "Unknown application", "Wistia knows no application with this client id.", 401);
  if (!acceptsRedirect(application, redirectUri, "extra-params")) {
    return notice(
      wistia,
      "Wrong redirect address",
      "The redirect URI is not the one this application registered.",
      400,
    );
  }
  const state = query.get("state");
  const fail = (error: string, error_description: string) =>
    redirect(withParams(redirectUri, { error, error_description, state }));
  if (query.get("response_type") !== "code") {
    return fail("unsupported_response_type", "The authorization server does not support this response type.");
  }
  if (query.has("code_challenge") && query.get("code_challenge_method") !== "S256") {
    return fail("invalid_request", "The code challenge method must be S256.");
  }
  const asked = query.get("scope")?.split(" ").filter(Boolean);
  if (asked?.some((scope) => !(scope in scopes))) {
    return fail("invalid_scope", "The requested scope is invalid, unknown, or malformed.");
  }
  return {
    clientId: application.id,
    appName: application.name,
    redirectUri,
    state,
    scopes: asked?.length ? asked : application.scopes,
  };
}

function chosenAccount(request: VendorRequest, wistia: Wistia, person: WistiaPerson) {
  const ids = Object.keys(person.roles).map(Number);
  const { autoAnswer, autoAccount } = wistia.settings;
  const chosen = Number(autoAnswer === "off" ? request.query.get("choice") : autoAccount || ids[0]);
  const id = ids.length === 1 ? ids[0] : ids.find((known) => known === chosen);
  return id === undefined ? undefined : accountOf(wistia, id);
}

const accountChoices = (wistia: Wistia, person: WistiaPerson): Choice[] =>
  Object.entries(person.roles).map(([id, role]) => {
    const account = accountOf(wistia, Number(id));
    return { id, title: account?.name ?? id, detail: `${account?.url ?? ""}, you are ${role}` };
  });

function allowed(request: VendorRequest, wistia: Wistia, ask: Ask, person: WistiaPerson, accountId: number) {
  const account = accountOf(wistia, accountId);
  const code = hex();
  wistia.state.codes.set(code, {
    code,
    clientId: ask.clientId,
    redirectUri: ask.redirectUri,
    personId: person.id,
    accountId,
    scopes: request.cutScope ? ask.scopes.slice(0, -1) : ask.scopes,
    challenge: request.query.get("code_challenge"),
    // ASSUMED: Doorkeeper's default.
    expiresAt: wistia.clock.now() + 600_000,
  });
  return redirect(
    withParams(ask.redirectUri, {
      code,
      account_id: String(accountId),
      account_url: account?.url,
      account_name: account?.name,
      contact_id: person.id,
      contact_name: person.name,
      contact_email: person.email,
      state: ask.state,
    }),
  );
}

function denied({ redirectUri, state }: Ask) {
  return redirect(
    withParams(redirectUri, {
      error: "access_denied",
      error_description: "The resource owner or authorization server denied the request.",
      state,
    }),
  );
}

function refusal(
  request: VendorRequest,
  wistia: Wistia,
  person: WistiaPerson,
  title: string,
  sentence: string,
) {
  return page({
    vendor: wistia.name,
    title,
    status: 403,
    body: html`<p>${sentence}</p><p class="soft">Nothing was sent to the application.</p>${signedInAs(request, person)}`,
  });
}
