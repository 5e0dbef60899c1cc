import type { Application } from "../../emulator.ts";
import { type Answer, fieldsOf, redirect, type VendorRequest } from "../../http.ts";
import { chooserPage, consentPage, loginPage, notice, personAt } from "../../login.ts";
import { acceptsRedirect, applicationOf, withParams } from "../../redirects.ts";
import type { Site, WixPerson } from "./seed.ts";
import { signedInstance } from "./signed.ts";
import { type Instance, install, issueCode, keyOf, siteOf, type Wix } from "./state.ts";
import { announce } from "./webhooks.ts";

type Ask = { application: Application; back(instance: Instance): string; site?: Site; person?: WixPerson };

/** The handshake of custom authentication: consent, then a code for the app's redirect address. */
export function installer(request: VendorRequest, wix: Wix): Answer {
  const { query } = request;
  const redirectUrl = query.get("redirectUrl") ?? "";
  const ask = readAsk(request, wix, redirectUrl, "exact");
  if ("status" in ask) return ask;
  const token = query.get("token");
  const launch = token === null ? undefined : wix.state.launches.get(token);
  if (token !== null && !launch)
    return notice(wix, "This installation has ended", "Its token is unknown. Start again from Wix.", 400);
  const site = launch && siteOf(wix, launch.siteId);
  const person = launch && wix.state.people.find(({ id }) => id === launch.personId);
  return consent(request, wix, {
    application: ask,
    ...(site && { site }),
    ...(person && { person }),
    back: (instance) =>
      withParams(redirectUrl, {
        code: issueCode(wix, instance),
        state: query.get("state"),
        instanceId: instance.id,
      }),
  });
}

/** The external install flow: consent, then back to an address of the app with a signed instance and no code. */
export function appInstaller(request: VendorRequest, wix: Wix): Answer {
  const postInstallationUrl = request.query.get("postInstallationUrl") ?? "";
  const ask = readAsk(request, wix, postInstallationUrl, "extra-params");
  if ("status" in ask) return ask;
  return consent(request, wix, {
    application: ask,
    back: (instance) =>
      withParams(postInstallationUrl, {
        appId: ask.id,
        tenantId: instance.siteId,
        instanceId: instance.id,
        // ASSUMED to have the form of `instance`.
        signedInstance: signedInstance(wix, instance),
      }),
  });
}

function readAsk(
  request: VendorRequest,
  wix: Wix,
  address: string,
  match: "exact" | "extra-params",
): Application | Answer {
  const application = applicationOf(wix.applications, request.query.get("appId"));
  if (!application) return notice(wix, "Unknown app", "Wix knows no app with this id.", 404);
  if (!acceptsRedirect(application, address, match)) {
    return notice(
      wix,
      "Wrong redirect address",
      "The app has not registered the address it wants to go back to.",
      400,
    );
  }
  return application;
}

function consent(request: VendorRequest, wix: Wix, ask: Ask): Answer {
  const person = ask.person ?? personAt(request, wix, wix.state.people);
  if (!person) return loginPage(request, wix, wix.state.people);
  const site = ask.site ?? chosenSite(request, wix, person);
  if (!site) return siteChooser(request, wix, person);
  const { autoAnswer } = wix.settings;
  switch (request.method === "POST" ? fieldsOf(request).answer : autoAnswer) {
    case "allow": {
      const instance = installOn(wix, keyOf(wix, ask.application), site.id, person.id);
      return redirect(ask.back(instance));
    }
    case "deny":
      // ASSUMED, as nothing is documented: the person stays at Wix and the app hears nothing.
      return notice(
        wix,
        "Not installed",
        "You said no, and nothing was sent to the app. You can close this window.",
      );
    default:
      return consentPage(request, wix, person, {
        app: ask.application.name,
        account: site.name,
        asks: ["Manage your app", "Read site properties", "Read contacts", "Read the site owner's email"],
        allow: "Agree and install",
        deny: "Not now",
      });
  }
}

/** Installs and tells the app's webhook, without making the person wait for it. */
export function installOn(wix: Wix, application: string, siteId: string, personId: string) {
  const { instance, isNew } = install(wix, { application, siteId, personId });
  if (isNew) void announce(wix, "AppInstalled", instance);
  return instance;
}

export function chosenSite(request: VendorRequest, wix: Wix, person: WixPerson) {
  const { autoAnswer, autoAccount } = wix.settings;
  const chosen =
    autoAnswer === "off" ? request.query.get("choice") : autoAccount || (person.sites[0] ?? null);
  const id = person.sites.length === 1 ? person.sites[0] : person.sites.find((known) => known === chosen);
  return id === undefined ? undefined : siteOf(wix, id);
}

export function siteChooser(request: VendorRequest, wix: Wix, person: WixPerson) {
  const choices = person.sites.map((id) => {
    const site = siteOf(wix, id);
    return { id, title: site?.name ?? id, detail: site?.url ?? "" };
  });
  return chooserPage(request, wix, person, "a site", choices);
}

/** The end of a consent that opened in its own window. The token in the address is not for the eyes. */
export const closeWindow = (_request: VendorRequest, wix: Wix): Answer =>
  notice(wix, "All set", "The app is connected. You can close this window.");
