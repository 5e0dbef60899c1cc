import { autopilot, type Vendor } from "../../emulator.ts";
import { issue, type Tokens, urlSafe } from "../../tokens.ts";
import { type GistPerson, people, type Workspace, workspaces } from "./seed.ts";

export const switches = {
  ...autopilot,
  /** Which of the two unconfirmed addresses tells about the token, if any. */
  tokenFacts: ["missing", "token", "token-info"],
  /** Unknown at Gist: 0 is no limit. */
  rateLimit: 0,
} as const;

export type Code = {
  code: string;
  clientId: string;
  /** Null when the install began inside Gist: the app learns its own address only by being sent there. */
  redirectUri: string;
  workspaceId: string;
  personId: string;
  scopes: string[];
  expiresAt: number;
};

/** An application living in a workspace. Its tokens end with it, and only with it. */
export type Install = {
  id: string;
  clientId: string;
  workspaceId: string;
  personId: string;
  scopes: string[];
  uninstalled: boolean;
};

export type GistState = {
  people: GistPerson[];
  workspaces: Workspace[];
  codes: Map<string, Code>;
  installs: Install[];
  tokens: Tokens;
};

export type Gist = Vendor<GistState, typeof switches>;

export function seedGist(): GistState {
  return { people: people(), workspaces: workspaces(), codes: new Map(), installs: [], tokens: new Map() };
}

export const workspaceOf = (gist: Gist, id: string) =>
  gist.state.workspaces.find((workspace) => workspace.id === id);

/** A code for an approved installation; ten minutes and single use are ASSUMED. */
export function issueCode(gist: Gist, code: Omit<Code, "code" | "expiresAt">) {
  const text = urlSafe(32);
  gist.state.codes.set(text, { ...code, code: text, expiresAt: gist.clock.now() + 600_000 });
  return text;
}

export function install(gist: Gist, { clientId, workspaceId, personId, scopes }: Code) {
  const known = gist.state.installs.find(
    (found) => !found.uninstalled && found.clientId === clientId && found.workspaceId === workspaceId,
  );
  const installed = known ?? { id: urlSafe(6), clientId, workspaceId, personId, scopes, uninstalled: false };
  if (!known) gist.state.installs.push(installed);
  Object.assign(installed, { personId, scopes });
  return installed;
}

export function issueToken(gist: Gist, { id, scopes }: Install) {
  const issuedAt = gist.clock.now();
  return issue(gist.state.tokens, {
    token: urlSafe(93),
    grant: id,
    scopes,
    issuedAt,
    expiresAt: Number.POSITIVE_INFINITY,
  });
}

export function uninstall(gist: Gist, installed: Install) {
  installed.uninstalled = true;
  for (const [token, { grant }] of gist.state.tokens)
    if (grant === installed.id) gist.state.tokens.delete(token);
}
