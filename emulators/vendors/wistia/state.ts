import { autopilot, type Vendor } from "../../emulator.ts";
import { hex, issue, type Tokens } from "../../tokens.ts";
import { accounts, people, type WistiaAccount, type WistiaPerson } from "./seed.ts";

/** The first choice is the classic documentation; the others are what Wistia published in 2026. */
export const switches = {
  ...autopilot,
  scopeFormat: ["array", "string"],
  tokenType: ["bearer", "Bearer"],
  refreshTokens: ["constant", "rotate", "single-use"],
  oldTokenAfterRefresh: ["lives", "dies"],
  invalidGrantStatus: ["400", "401"],
  uploadAuth: ["classic", "modern"],
  oauthEnabled: true,
  accountActive: true,
  rateLimit: 600,
} as const;

type Code = {
  code: string;
  clientId: string;
  redirectUri: string;
  personId: string;
  accountId: number;
  scopes: string[];
  challenge: string | null;
  expiresAt: number;
};

/** What one person allowed one application to do with one account. */
export type Grant = {
  id: string;
  clientId: string;
  personId: string;
  accountId: number;
  scopes: string[];
  /** The newest is last; others are honoured only while rotation is lenient. */
  refreshTokens: string[];
  revoked: boolean;
};

export type WistiaState = {
  people: WistiaPerson[];
  accounts: WistiaAccount[];
  codes: Map<string, Code>;
  grants: Grant[];
  tokens: Tokens;
};

export type Wistia = Vendor<WistiaState, typeof switches>;

export function seedWistia(): WistiaState {
  return { people: people(), accounts: accounts(), codes: new Map(), grants: [], tokens: new Map() };
}

export const accessTokenSeconds = 21_600;

export function grantFor(
  wistia: Wistia,
  { clientId, personId, accountId }: Pick<Grant, "clientId" | "personId" | "accountId">,
) {
  return wistia.state.grants.find(
    (grant) =>
      !grant.revoked &&
      grant.clientId === clientId &&
      grant.personId === personId &&
      grant.accountId === accountId,
  );
}

export function issueAccessToken(wistia: Wistia, grant: Grant) {
  const now = wistia.clock.now();
  return issue(wistia.state.tokens, {
    token: hex(),
    grant: grant.id,
    scopes: grant.scopes,
    issuedAt: now,
    expiresAt: now + accessTokenSeconds * 1000,
  });
}

export function revokeGrant(wistia: Wistia, grant: Grant) {
  grant.revoked = true;
  grant.refreshTokens = [];
  for (const [token, issued] of wistia.state.tokens) {
    if (issued.grant === grant.id) wistia.state.tokens.delete(token);
  }
}

export const personOf = (wistia: Wistia, id: string) =>
  wistia.state.people.find((person) => person.id === id);
export const accountOf = (wistia: Wistia, id: number) =>
  wistia.state.accounts.find((account) => account.id === id);
