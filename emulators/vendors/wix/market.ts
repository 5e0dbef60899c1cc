import type { Application } from "../../emulator.ts";
import { type Answer, fieldsOf, redirect, type VendorRequest, vendorUrl } from "../../http.ts";
import { loginPage, notice, personAt, signedInAs } from "../../login.ts";
import { withParams } from "../../redirects.ts";
import { urlSafe } from "../../tokens.ts";
import { button, type Html, html, name, page } from "../../ui.ts";
import { chosenSite, installOn, siteChooser } from "./install.ts";
import { signedInstance } from "./signed.ts";
import { instanceOf, keyOf, siteOf, uninstall, type Wix } from "./state.ts";
import { announce } from "./webhooks.ts";

/** The apps of a site as its owner sees them: installs that begin at Wix, removal, and the way into the app. */
export function appMarket(request: VendorRequest, wix: Wix): Answer {
  const person = personAt(request, wix, wix.state.people);
  if (!person) return loginPage(request, wix, wix.state.people);
  const site = chosenSite(request, wix, person);
  if (!site) return siteChooser(request, wix, person);
  if (request.method === "POST") return change(request, wix, person.id, site.id);
  return page({
    vendor: wix.name,
    title: "Apps",
    body: html`<p class="soft">For the site ${name(site.name)}.</p>
<ul class="plain">${Object.values(wix.applications).map((application) => appItem(request, wix, application, site.id))}</ul>
${signedInAs(request, person)}`,
  });
}

function appItem(request: VendorRequest, wix: Wix, application: Application, siteId: string): Html {
  const key = keyOf(wix, application);
  const instance = wix.state.instances.find(
    (one) => one.application === key && one.siteId === siteId && one.installed,
  );
  const dashboard = vendorUrl(request, `manage.wix.com/dashboard/${siteId}/app/${instance?.id}`);
  const fields = { application: key };
  return html`<li><p><strong>${application.name}</strong> <small>${instance ? "Installed" : "Not installed"}</small></p>
<div class="actions">${button(`Install ${application.name}`, request.target, { ...fields, answer: "install" }, "primary")}
${instance && button(`Remove ${application.name}`, request.target, { ...fields, answer: "remove" }, "danger")}
${instance && html`<a href="${dashboard}">Open its dashboard</a>`}</div></li>`;
}

function change(request: VendorRequest, wix: Wix, personId: string, siteId: string): Answer {
  const fields = fieldsOf(request);
  const key = fields.application ?? "";
  const again = redirect(request.origin + request.target, 303);
  if (fields.answer === "remove") {
    const instance = wix.state.instances.find(
      (one) => one.application === key && one.siteId === siteId && one.installed,
    );
    if (instance) {
      uninstall(wix, instance);
      void announce(wix, "AppRemoved", instance);
    }
    return again;
  }
  const appAddress = appUrlOf(wix, key);
  if (appAddress === undefined) {
    installOn(wix, key, siteId, personId);
    return again;
  }
  if (appAddress === null) {
    return notice(
      wix,
      "Where is the app?",
      "This app has no App URL yet; set the app's address on the control page.",
      409,
    );
  }
  const token = urlSafe(48);
  wix.state.launches.set(token, { application: key, siteId, personId });
  return redirect(withParams(appAddress, { token }));
}

/** Where Wix opens the app; undefined: it has no App URL and is installed straight away. */
function appUrlOf(wix: Wix, key: string): string | null | undefined {
  const installUrl = wix.applications[key]?.installUrl;
  if (installUrl) return installUrl;
  if (key !== "wix-advanced") return undefined;
  return wix.appUrl && `${wix.appUrl}/connect/${key}`;
}

/** The app's page inside the Wix dashboard: it opens with a signed instance. */
export function dashboard(request: VendorRequest, wix: Wix): Answer {
  const instance = instanceOf(wix, request.params.instance);
  if (!instance?.installed || instance.siteId !== request.params.site) {
    return notice(wix, "Not installed", "This app is not on this site.", 404);
  }
  const address =
    wix.applications[instance.application]?.installUrl ??
    `${wix.appUrl ?? request.origin}/connect/${instance.application}`;
  const link = withParams(address, { instance: signedInstance(wix, instance) });
  return page({
    vendor: wix.name,
    title: wix.applications[instance.application]?.name ?? "App",
    body: html`<p>On the site ${name(siteOf(wix, instance.siteId)?.name ?? "")}.</p><p><a href="${link}">Open the app</a></p>`,
  });
}
