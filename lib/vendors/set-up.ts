import "#lib/server-only";
import { appPageUrl, clientOrNull, publicKeyFor, scopesFor } from "#lib/clients";
import { callbackUrl } from "#lib/connections/link";
import { env, providerVariable, providerVariableName } from "#lib/env";
import type { Provider } from "#lib/providers/types";

/** What a vendor still needs before people can link there, step by step, from what the server knows of itself. */

export type Step = {
  id:
    | "register"
    | "client-id"
    | "client-secret"
    | "redirect"
    | "permissions"
    | "webhook"
    | "webhook-key"
    | "page";
  title: string;
  sentence: string;
  /** "open": the server cannot tell. */
  state: "done" | "missing" | "optional" | "open";
  /** The environment variable that holds it. */
  variable?: string;
  /** To be copied to the vendor. */
  value?: string;
  /** Where it is done. */
  url?: string | null;
};

export function setUpSteps(provider: Provider): Step[] {
  const { setUp } = provider;
  if (setUp === null) return [];
  const variable = (name: string) => providerVariableName(provider.id, name);
  const has = (name: string) => providerVariable(provider.id, name) !== null;
  const given = (name: string): Pick<Step, "state" | "variable"> => ({
    state: has(name) ? "done" : "missing",
    variable: variable(name),
  });
  return [
    {
      id: "register",
      title: "Register this server",
      sentence: setUp.register,
      state: clientOrNull(provider) === null ? "open" : "done",
      url: setUp.registerUrl,
    },
    {
      id: "client-id",
      title: setUp.clientId,
      sentence: `What ${provider.name} calls this server.`,
      ...given("CLIENT_ID"),
    },
    {
      id: "client-secret",
      title: setUp.clientSecret,
      sentence: "Kept in the environment only, never shown here.",
      ...given("CLIENT_SECRET"),
    },
    {
      id: "redirect",
      title: "Where people come back to",
      sentence: setUp.redirect,
      state: "open",
      value: callbackUrl(provider),
    },
    permissions(provider, setUp.permissions, variable("SCOPES")),
    ...(setUp.webhook === undefined ? [] : webhook(provider, setUp.webhook, variable("PUBLIC_KEY"))),
    ...(setUp.appPage === undefined
      ? []
      : [
          {
            id: "page" as const,
            title: "The way back",
            sentence: setUp.appPage,
            state: appPageUrl(provider) === null ? ("optional" as const) : ("done" as const),
            variable: variable("APP_PAGE_URL"),
          },
        ]),
  ];
}

function permissions(provider: Provider, sentence: string, variable: string): Step {
  const asked = scopesFor(provider);
  return {
    id: "permissions",
    title: "Permissions",
    sentence: asked === null ? sentence : `${sentence} Asked for now: ${asked.join(", ")}.`,
    state: asked === null ? "open" : "done",
    // Only a vendor that takes them in the request has something to set.
    ...(provider.defaultScopes === null && asked === null ? {} : { variable }),
  };
}

function webhook(provider: Provider, sentence: string, variable: string): Step[] {
  return [
    {
      id: "webhook",
      title: "Where the vendor tells of removals",
      sentence,
      state: "open",
      value: `${env().PUBLIC_URL}/api/webhooks/${provider.id}`,
    },
    {
      id: "webhook-key",
      title: "The key of its messages",
      sentence: "Without it no message is believed, and removals are noticed only when a renewal fails.",
      state: publicKeyFor(provider) === null ? "missing" : "done",
      variable,
    },
  ];
}
