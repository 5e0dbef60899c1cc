import { type Answer, redirect, type VendorRequest } from "../../http.ts";
import { loginPage, personAt, signedInAs } from "../../login.ts";
import { applicationOf } from "../../redirects.ts";
import { html, name, page } from "../../ui.ts";
import { accountOf, revokeGrant, type Wistia } from "./state.ts";

/** "Account > My Settings": what this person allowed, and the way to take it back. */
export function mySettings(request: VendorRequest, wistia: Wistia): Answer {
  const person = personAt(request, wistia, wistia.state.people);
  if (!person) return loginPage(request, wistia, wistia.state.people);
  const mine = wistia.state.grants.filter((grant) => grant.personId === person.id && !grant.revoked);
  const items = mine.map((grant) => {
    const app = applicationOf(wistia.applications, grant.clientId)?.name ?? "An application";
    return html`<li><strong>${app}</strong> reaches ${name(accountOf(wistia, grant.accountId)?.name ?? "")}
<form method="post" action="/app.wistia.com/account/apps/${grant.id}/remove"><button class="danger">Remove access</button></form></li>`;
  });
  const body = items.length
    ? html`<ul class="plain">${items}</ul>`
    : html`<p class="soft">No application has access.</p>`;
  return page({
    vendor: wistia.name,
    title: "Applications with access",
    body: html`${body}${signedInAs(request, person)}`,
  });
}

export function removeAccess(request: VendorRequest, wistia: Wistia): Answer {
  const grant = wistia.state.grants.find(({ id }) => id === request.params.grant);
  if (grant) revokeGrant(wistia, grant);
  return redirect(`${request.origin}/app.wistia.com/account/apps`, 303);
}
