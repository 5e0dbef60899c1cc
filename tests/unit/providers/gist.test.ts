import { describe, expect, test } from "vitest";
import { gist } from "#lib/providers/gist";
import {
  answer,
  client,
  endpoint,
  failureCode,
  nextCall,
  now,
  query,
  readOnce as read,
  tokens,
} from "../answers.ts";

const returnUrl = "https://patchbay.example/link/gist/callback";
const link = { state: "s-1", returnUrl, codeChallenge: "challenge-1", scopes: null, arrivalToken: null };

describe("leaving for Gist", () => {
  test("goes to the authorization endpoint with scopes by spaces and state, and without PKCE", () => {
    const url = gist.authorizeUrl(client, { ...link, scopes: [...gist.defaultScopes] });
    expect(endpoint(url)).toBe("https://app.getgist.com/oauth/authorize");
    expect(query(url)).toEqual({
      response_type: "code",
      client_id: "our-app",
      scope: "read_teammates read_bulk_contacts read_tags",
      redirect_uri: returnUrl,
      state: "s-1",
    });
  });

  test("asks only for scopes that the vendor lists", () => {
    for (const scope of gist.defaultScopes) expect(Object.keys(gist.scopes)).toContain(scope);
  });

  test("has words for exactly the eleven scopes that the vendor lists", () => {
    expect(Object.keys(gist.scopes).sort()).toEqual([
      "read_bulk_contacts",
      "read_contact",
      "read_conversations",
      "read_events",
      "read_tags",
      "read_teammates",
      "read_teams",
      "write_bulk_contacts",
      "write_contact",
      "write_conversations",
      "write_tags",
    ]);
  });
});

describe("exchanging Gist's code", () => {
  const exchange = gist.exchange(client, { code: "code-1", codeVerifier: "unused", returnUrl });

  test("posts a form to the documented address, without a verifier", () => {
    expect(exchange.request).toEqual({
      method: "POST",
      url: "https://api.getgist.com/oauth/token",
      headers: { accept: "application/json" },
      body: {
        form: {
          grant_type: "authorization_code",
          code: "code-1",
          redirect_uri: returnUrl,
          client_id: "our-app",
          client_secret: "our-secret",
        },
      },
    });
  });

  test("a bare access token is a whole answer, and it does not expire", () => {
    expect(read(exchange, answer(200, { access_token: "t".repeat(124) }))).toEqual({
      accessToken: "t".repeat(124),
      refreshToken: null,
      scopes: null,
      expiresAt: null,
    });
  });

  test("unknown extra fields are passed over", () => {
    expect(read(exchange, answer(200, { access_token: "t", workspace: 1, x: [] })).accessToken).toBe("t");
  });

  test.each([
    [400, { error: "invalid_grant", error_description: "…" }, "reauth_required"],
    [401, { error: "invalid_client" }, "provider_client_refused"],
    [400, { error: "invalid_request" }, "provider_refused"],
    [403, { errors: [{ message: "…" }] }, "provider_refused"],
    [429, "", "provider_unreachable"],
    [502, "<html>", "provider_unreachable"],
    [200, "<html>", "provider_unreadable"],
  ] as const)("%i %j: %s", (status, body, code) => {
    expect(failureCode(() => exchange.read(answer(status, body), now))).toBe(code);
  });
});

describe("who am I at Gist", () => {
  const account = gist.account(tokens());
  const bearer = { authorization: "Bearer access-1", accept: "application/json" };

  test("asks for the token's metadata first", () => {
    expect(account.request).toEqual({
      method: "GET",
      url: "https://api.getgist.com/token",
      headers: bearer,
    });
  });

  test.each([
    ["nested", { workspace: { id: 77, name: "Acme Support" } }],
    ["flat", { workspace_id: "77", workspace_name: "Acme Support" }],
  ])("takes the workspace from %s metadata", (_, body) => {
    expect(read(account, answer(200, body))).toEqual({ id: "77", name: "Acme Support", url: null });
  });

  test("a workspace without a name is called by its id", () => {
    expect(read(account, answer(200, { workspace_id: "nrrjryb4" })).name).toBe("Gist workspace nrrjryb4");
  });

  test.each([
    [404, { errors: [{ message: "Not found" }] }],
    [404, "<html>"],
    [401, { errors: [{ message: "Unauthorized" }] }],
    [403, ""],
    [404, { workspace_id: "77" }],
    [200, "<html>"],
    [200, {}],
    [200, { workspace_id: "" }],
    [200, { workspace: [] }],
  ])("metadata answered by %i %j leads to the list of teammates", (status, body) => {
    expect(nextCall(account, answer(status, body)).request).toEqual({
      method: "GET",
      url: "https://api.getgist.com/teammates",
      headers: bearer,
    });
  });

  test.each([429, 500, 503])("metadata answered by %i says nothing about who it is", (status) => {
    expect(failureCode(() => account.read(answer(status, "")))).toBe("provider_unreachable");
  });

  const teammates = nextCall(account, answer(404, ""));

  test("two workspaces that share a person are two accounts", () => {
    const team = (...ids: number[]) => ({ teammates: ids.map((id) => ({ id, name: `Person ${id}` })) });
    const ids = [team(500, 501), team(500, 502), team(500)].map(
      (body) => read(teammates, answer(200, body)).id,
    );
    expect(new Set(ids).size).toBe(3);
  });

  test("the team is the account, whatever the order of the list", () => {
    const people = [
      { id: 12, name: "Zoe" },
      { id: 3, name: "Ann" },
      { id: 101, name: "Bob" },
    ];
    const expected = {
      id: expect.stringMatching(/^team:[0-9a-f]{24}$/),
      name: "Gist workspace (3 teammates, Ann)",
      url: null,
    };
    expect(read(teammates, answer(200, { teammates: people }))).toEqual(expected);
    const again = read(teammates, answer(200, { teammates: people.toReversed() }));
    expect(again).toEqual(read(teammates, answer(200, { teammates: people })));
  });

  test("one nameless teammate is a workspace of one teammate", () => {
    expect(read(teammates, answer(200, { teammates: [{ id: 3 }] })).name).toBe("Gist workspace (1 teammate)");
  });

  test("entries that are no people are passed over", () => {
    const body = { teammates: [null, 1, "x", [], {}, { id: "" }, { id: 3, name: "Ann" }] };
    const alone = { teammates: [{ id: 3, name: "Ann" }] };
    expect(read(teammates, answer(200, body))).toEqual(read(teammates, answer(200, alone)));
  });

  test.each([
    [401, { errors: [{ message: "Unauthorized" }] }, "reauth_required"],
    [403, { errors: [{ message: "Missing scope" }] }, "provider_refused"],
    [404, { errors: [] }, "provider_refused"],
    [422, { errors: [] }, "provider_refused"],
    [429, "", "provider_unreachable"],
    [500, "", "provider_unreachable"],
    [200, {}, "provider_unreadable"],
    [200, { teammates: {} }, "provider_unreadable"],
    [200, { teammates: [] }, "provider_unreadable"],
    [200, [], "provider_unreadable"],
  ] as const)("teammates answered by %i %j: %s", (status, body, code) => {
    expect(failureCode(() => teammates.read(answer(status, body), now))).toBe(code);
  });
});

test("nothing renews a Gist token", () => {
  expect(gist.renewals()).toEqual([]);
});

test("Gist offers no revocation and no webhook for it", () => {
  expect(gist).not.toHaveProperty("revoke");
  expect(gist).not.toHaveProperty("webhook");
});
