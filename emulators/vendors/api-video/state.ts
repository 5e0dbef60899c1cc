import { randomBytes } from "node:crypto";
import type { Vendor } from "../../emulator.ts";
import { hex, issue, type Tokens, urlSafe } from "../../tokens.ts";
import { type ApiVideoPerson, type Environment, type Key, type Project, people, projects } from "./seed.ts";

export const switches = {
  /** The OpenAPI file says 400 for a bad key, the error pages say 401. */
  authErrors: ["400", "401"],
  refreshTokens: ["single-use", "reusable"],
  refreshKillsAccessToken: true,
  expiresIn: 3600,
  suspended: false,
  sandboxReads: 100,
  sandboxWrites: 40,
  productionReads: 500,
  productionWrites: 200,
} as const;

export type ApiVideoState = {
  people: ApiVideoPerson[];
  projects: Project[];
  tokens: Tokens;
  /** Per key id: the refresh tokens it still honours; more than one only while they are reusable. */
  refreshTokens: Map<string, string[]>;
};

export type ApiVideo = Vendor<ApiVideoState, typeof switches>;

export function seedApiVideo(): ApiVideoState {
  return { people: people(), projects: projects(), tokens: new Map(), refreshTokens: new Map() };
}

export const environmentOf = (host: string): Environment =>
  host.startsWith("sandbox.") ? "sandbox" : "production";

export type KeyOfProject = { project: Project; key: Key };

export function findKey(apiVideo: ApiVideo, fits: (key: Key) => boolean): KeyOfProject | undefined {
  for (const project of apiVideo.state.projects) {
    const key = project.keys.find((candidate) => !candidate.deleted && fits(candidate));
    if (key) return { project, key };
  }
  return undefined;
}

export function issuePair(apiVideo: ApiVideo, { project, key }: KeyOfProject, keep: string[] = []) {
  const { clock, settings, state } = apiVideo;
  const now = clock.now();
  const { token } = issue(state.tokens, {
    token: accessToken(apiVideo, project, now),
    grant: key.id,
    scopes: [],
    issuedAt: now,
    expiresAt: now + settings.expiresIn * 1000,
  });
  const refreshToken = `def50200${hex(300)}`;
  state.refreshTokens.set(key.id, [...keep, refreshToken]);
  return {
    token_type: "Bearer",
    expires_in: settings.expiresIn,
    access_token: token,
    refresh_token: refreshToken,
  };
}

/** Looks like the vendor's RS256 token. Its signature is noise: nobody outside api.video can check the real one either. */
function accessToken(apiVideo: ApiVideo, project: Project, now: number) {
  const user = apiVideo.state.people.find((person) => person.projects.includes(project.id))?.id ?? "us0";
  const iat = Math.floor(now / 1000);
  const claims = {
    aud: "libcast",
    jti: hex(40),
    iat,
    nbf: iat,
    exp: iat + apiVideo.settings.expiresIn,
    sub: user,
    scopes: [],
    context: { user, project: project.id, member: project.memberId },
  };
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ typ: "JWT", alg: "RS256" })}.${part(claims)}.${randomBytes(256).toString("base64url")}`;
}

/** What a key carries ends with it. */
export function deleteKey(apiVideo: ApiVideo, { key }: KeyOfProject) {
  key.deleted = true;
  forgetTokens(apiVideo, key.id);
  apiVideo.state.refreshTokens.delete(key.id);
}

export function addKey(project: Project, environment: Environment, name = `Another ${environment} key`): Key {
  const key = {
    id: `key-${hex(4)}`,
    name,
    environment,
    key: urlSafe(33).replace(/[-_]/g, "x").slice(0, 43),
    deleted: false,
  };
  project.keys.push(key);
  return key;
}

export function forgetTokens({ state }: ApiVideo, keyId?: string) {
  let forgotten = 0;
  for (const [token, { grant }] of state.tokens) {
    if (keyId && grant !== keyId) continue;
    state.tokens.delete(token);
    forgotten++;
  }
  return forgotten;
}
