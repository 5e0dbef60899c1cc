import { Failure } from "../errors.ts";
import type { AppInstall } from "./types.ts";
import { checkClient, contacts, mint, readSignedInstance, site, wixPermissions } from "./wix-instance.ts";
import { readWixWebhook } from "./wix-webhook.ts";

const installer = "https://www.wix.com/app-installer";

export const wix = {
  id: "wix",
  name: "Wix",
  flow: "app-install",
  summary: "A Wix site: its properties, contacts and store.",
  whoMayApprove: "The site’s owner, or someone the owner lets install apps.",
  whatHappens:
    "Wix shows the app and its permissions and lets you choose the site. After installing, Wix sends you back here. If you stop there, nothing comes back; just come back to Patchbay.",
  docsUrl: "https://dev.wix.com/docs/build-apps/develop-your-app/access/authentication/about-oauth",
  removalUrl: "https://manage.wix.com/account/sites",
  setUp: {
    register: "In Wix's app dashboard, make an app. Both values stand on its OAuth page.",
    registerUrl: null,
    clientId: "App ID",
    clientSecret: "App Secret Key",
    redirect: "Nothing to enter: Wix is told this address at each installation.",
    permissions:
      "Add them on the Permissions page of the app's dashboard; Wix shows them at installation. More of them need the owner's consent anew.",
    webhook:
      "Subscribe to App Instance Removed and App Instance Installed with this address, on the Webhooks page of the app's dashboard. The public key stands there too.",
  },
  check: (client) => checkClient(client),
  hosts: ["www.wix.com", "www.wixapis.com"],
  api: { hosts: () => ["www.wixapis.com"] },
  scopes: wixPermissions,
  // Permissions are set in the app's dashboard and shown by Wix at installation.
  defaultScopes: null,
  tellsScopes: true,
  tokenLifeSeconds: 14_400,
  authorization: (accessToken) => accessToken,

  // Wix keeps our own query on the address it returns to; that is where `state` travels.
  installUrl(client, link) {
    const back = new URL(link.returnUrl);
    back.searchParams.set("state", link.state);
    const url = new URL(installer);
    url.searchParams.set("appId", client.id);
    url.searchParams.set("postInstallationUrl", back.href);
    return url.href;
  },

  // A plain instanceId from a browser proves nothing: whoever knows one could mint tokens through us.
  readInstallation(client, query, now) {
    const signed = query.signedInstance ?? query.instance;
    if (signed === undefined) throw new Failure("link_unproven", "no signed instance came back");
    const { instanceId } = readSignedInstance(signed, client, now);
    if (query.instanceId !== undefined && query.instanceId !== instanceId)
      throw new Failure("link_unproven", "the plain instance id differs from the signed one");
    return { instanceId };
  },

  account: (tokens) => site(tokens),
  sample: (tokens) => contacts(tokens),
  renewals: ({ client, grant }) =>
    client === null || grant.kind !== "installation" ? [] : [mint(client, grant.instanceId)],
  webhook: readWixWebhook,
} satisfies AppInstall;
