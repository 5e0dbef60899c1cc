/** The part of oidc-provider 9 that the walks use; the package brings no types. */
declare module "oidc-provider" {
  import type { RequestListener } from "node:http";

  type Account = { accountId: string; claims(): Record<string, unknown> };
  type Configuration = {
    clients: Record<string, unknown>[];
    claims: Record<string, string[]>;
    findAccount(context: unknown, id: string): Account;
    features: Record<string, { enabled: boolean }>;
    pkce: { required(): boolean };
    rotateRefreshToken?: boolean;
    cookies: { keys: string[] };
    ttl: Record<string, number>;
  };

  export default class Provider {
    constructor(issuer: string, configuration: Configuration);
    callback(): RequestListener;
  }
}
