/** What an API key may be allowed: the closed list, and what each allows in words. */
export const scopes = {
  "connections:read": "See connections and how they are",
  "connections:write": "Rename, test, refresh and disconnect connections",
  "tokens:read": "Get access tokens",
  proxy: "Call vendors through Patchbay",
  "sessions:write": "Make connect sessions, for people to link accounts in",
  "events:read": "Read what happened",
  "webhooks:read": "See webhook endpoints and their deliveries",
  "webhooks:write": "Add, change and remove webhook endpoints, and send deliveries again",
  "vendors:read": "See which vendors can be linked",
} as const;

export type Scope = keyof typeof scopes;

export const scopeNames = Object.keys(scopes) as [Scope, ...Scope[]];

export const isScope = (name: string): name is Scope => Object.hasOwn(scopes, name);
