/** The package brings no types; these are the parts the tests call. */
declare module "simple-oauth2" {
  type Token = Record<string, unknown>;
  type AccessToken = { token: Token; expired(): boolean; refresh(): Promise<AccessToken> };
  type Options = {
    client: { id: string; secret: string };
    auth: { tokenHost: string; tokenPath?: string; authorizePath?: string };
    options?: { authorizationMethod?: "body" | "header" };
  };

  export class AuthorizationCode {
    constructor(options: Options);
    authorizeURL(params: { redirect_uri: string; state?: string; scope?: string }): string;
    getToken(params: { code: string; redirect_uri: string }): Promise<AccessToken>;
    createToken(token: Token): AccessToken;
  }
}
