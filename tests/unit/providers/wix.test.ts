import { describe, expect, test } from "vitest";
import { wix } from "#lib/providers/wix";
import {
  answer,
  client,
  endpoint,
  failureCode,
  later,
  now,
  query,
  readOnce as read,
  tokens,
} from "../answers.ts";
import { signedInstance, signedText } from "./wix-signing.ts";

const returnUrl = "https://patchbay.example/link/wix/callback";
const instanceId = "07864c16-3a6f-4dd2-9973-028705762b2c";
const grant = { kind: "installation" as const, instanceId };
const held = { client, tokens: null, grant, accountId: null };

describe("leaving for Wix's installer", () => {
  const url = wix.installUrl(client, {
    state: "s-1",
    returnUrl,
    codeChallenge: "c",
    scopes: null,
    arrivalToken: null,
  });

  test("names the app and nothing but the address to come back to", () => {
    expect(endpoint(url)).toBe("https://www.wix.com/app-installer");
    expect(Object.keys(query(url))).toEqual(["appId", "postInstallationUrl"]);
    expect(query(url).appId).toBe("our-app");
  });

  test("lets the state travel on the address to come back to", () => {
    const back = query(url).postInstallationUrl ?? "";
    expect(endpoint(back)).toBe(returnUrl);
    expect(query(back)).toEqual({ state: "s-1" });
  });
});

describe("believing an installation", () => {
  const data = {
    instanceId,
    appDefId: client.id,
    signDate: "2026-11-20T11:59:00.000Z",
    uid: "u-1",
    permissions: "OWNER",
    demoMode: false,
  };
  const signed = (change: object = {}, secret = client.secret) =>
    signedInstance({ ...data, ...change }, secret);
  const refused = (returned: Record<string, string>) =>
    failureCode(() => wix.readInstallation(client, returned, now));

  test("the vendor's signature is enough", () => {
    expect(wix.readInstallation(client, { signedInstance: signed() }, now)).toEqual({ instanceId });
  });

  test("the older name of the parameter is read as well", () => {
    expect(wix.readInstallation(client, { instance: signed() }, now)).toEqual({ instanceId });
  });

  test("a plain id that agrees with the signed one does no harm", () => {
    const returned = { signedInstance: signed(), instanceId, appId: client.id, tenantId: "t-1" };
    expect(wix.readInstallation(client, returned, now)).toEqual({ instanceId });
  });

  test("a plain id alone proves nothing", () => {
    expect(refused({ instanceId })).toBe("link_unproven");
  });

  test("a plain id that differs from the signed one is refused", () => {
    expect(refused({ signedInstance: signed(), instanceId: "another" })).toBe("link_unproven");
  });

  test("nothing at all is refused", () => {
    expect(refused({})).toBe("link_unproven");
  });

  test("another app's secret is refused", () => {
    expect(refused({ signedInstance: signed({}, "another secret") })).toBe("link_unproven");
  });

  test("an instance signed with our secret for another app is refused", () => {
    expect(refused({ signedInstance: signed({ appDefId: "another" }) })).toBe("link_unproven");
  });

  test("an anonymous visitor of the site is refused", () => {
    expect(refused({ signedInstance: signed({ aid: "visitor-1" }) })).toBe("link_unproven");
  });

  test.each([
    ["an hour and a second old", "2026-11-20T10:59:59.000Z"],
    ["from long ago", "2020-01-01T00:00:00.000Z"],
    ["from an hour and a second ahead", "2026-11-20T13:00:01.000Z"],
    ["old, as a number", now.getTime() - 3_601_000],
    ["null", null],
    ["missing", undefined],
    ["no date", "yesterday"],
    ["no date at all", {}],
  ])("a signature whose date is %s is refused", (_, signDate) => {
    expect(refused({ signedInstance: signed({ signDate }) })).toBe("link_unproven");
  });

  test.each([
    ["an hour old", "2026-11-20T11:00:00.000Z"],
    ["given as a number", now.getTime() - 60_000],
  ])("a signature %s is good", (_, signDate) => {
    expect(refused({ signedInstance: signed({ signDate }) })).toBe("no failure");
  });

  test.each([undefined, "", 1.5, {}, "a b", "x".repeat(201)])("an instance id of %j is refused", (id) => {
    expect(refused({ signedInstance: signed({ instanceId: id }) })).toBe("link_unproven");
  });

  test("every altered character is refused", () => {
    const text = signed();
    const accepted = [...text].flatMap((character, at) => {
      const other = character === "A" ? "B" : "A";
      const altered = text.slice(0, at) + other + text.slice(at + 1);
      return refused({ signedInstance: altered }) === "no failure" ? [at] : [];
    });
    // The last character of the signature holds two bits that mean nothing; the signature is the same one.
    expect(accepted.every((at) => at === text.indexOf(".") - 1)).toBe(true);
  });

  test.each([
    ["no signature", (text: string) => text.slice(text.indexOf("."))],
    ["no payload", (text: string) => text.slice(0, text.indexOf(".") + 1)],
    ["a short signature", (text: string) => text.slice(10)],
    ["the payload alone", (text: string) => text.slice(text.indexOf(".") + 1)],
    ["an empty text", () => ""],
    ["a dot", () => "."],
    ["something appended to the signature", (text: string) => text.replace(".", "AAAA.")],
  ])("%s is refused", (_, alter) => {
    expect(refused({ signedInstance: alter(signed()) })).toBe("link_unproven");
  });

  test.each(["", "null", "[]", "not json", '"text"', "{}"])("a signed payload of %s is refused", (text) => {
    expect(refused({ signedInstance: signedText(text, client.secret) })).toBe("link_unproven");
  });

  test("no refusal repeats what came", () => {
    for (const text of [signed({ aid: "CANARY" }), "CANARY.CANARY"])
      expect(() => wix.readInstallation(client, { signedInstance: text }, now)).toThrow(
        expect.not.objectContaining({ message: expect.stringContaining("CANARY") }),
      );
  });
});

describe("minting at Wix", () => {
  const [mint, ...others] = wix.renewals(held);

  test("is the only way, and asks with our credentials and the installation's id", () => {
    expect(others).toEqual([]);
    expect(mint?.request).toEqual({
      method: "POST",
      url: "https://www.wixapis.com/oauth2/token",
      headers: { accept: "application/json" },
      body: {
        json: {
          grant_type: "client_credentials",
          client_id: "our-app",
          client_secret: "our-secret",
          instance_id: instanceId,
        },
      },
    });
  });

  test("reads the documented answer", () => {
    const body = { access_token: "OauthNG.JWS.h.p.s", token_type: "Bearer", expires_in: 14_400 };
    expect(mint?.read(answer(200, body), now)).toEqual({
      accessToken: "OauthNG.JWS.h.p.s",
      refreshToken: null,
      scopes: null,
      expiresAt: later(14_400),
    });
  });

  test("takes four hours where no lifetime is told", () => {
    expect(mint?.read(answer(200, { access_token: "a" }), now)).toMatchObject({ expiresAt: later(14_400) });
  });

  test.each([
    [400, { error: "invalid_request", error_description: "…" }, "provider_refused"],
    [401, { error: "invalid_client" }, "provider_client_refused"],
    [400, { error: "invalid_grant" }, "reauth_required"],
    [400, { error: "unsupported_grant_type" }, "provider_refused"],
    [400, { message: "…", details: { applicationError: { code: "X" } } }, "provider_refused"],
    [401, { message: "…", details: {} }, "reauth_required"],
    [429, {}, "provider_unreachable"],
    [500, {}, "provider_unreachable"],
    [200, "<html>", "provider_unreadable"],
  ] as const)("%i %j: %s", (status, body, code) => {
    expect(failureCode(() => mint?.read(answer(status, body), now))).toBe(code);
  });

  test("needs our credentials and an installation", () => {
    expect(wix.renewals({ ...held, client: null })).toEqual([]);
    expect(wix.renewals({ ...held, grant: { kind: "code" } })).toEqual([]);
  });
});

describe("who am I at Wix", () => {
  const account = wix.account(tokens());
  const documented = {
    instance: {
      instanceId,
      appName: "MY_SHINY_APP",
      permissions: ["WIX_DEVELOPERS.MANAGE_APP_INSTANCE", "WIX_DEVELOPERS.CREATE_CHECKOUT"],
    },
    site: { siteDisplayName: "Mysite 34", url: "https://doereg11.wixsite.com/mysite-34" },
  };

  test("sends the token as it is, without a scheme", () => {
    expect(account.request).toEqual({
      method: "GET",
      url: "https://www.wixapis.com/apps/v1/instance",
      headers: { authorization: "access-1", accept: "application/json" },
    });
    expect(wix.authorization("access-1")).toBe("access-1");
  });

  test("reads the site and its permissions", () => {
    expect(read(account, answer(200, documented))).toEqual({
      id: instanceId,
      name: "Mysite 34",
      url: "https://doereg11.wixsite.com/mysite-34",
      scopes: ["WIX_DEVELOPERS.CREATE_CHECKOUT", "WIX_DEVELOPERS.MANAGE_APP_INSTANCE"],
    });
  });

  test("a site without name, address and permissions is called by its installation", () => {
    expect(read(account, answer(200, { instance: { instanceId } }))).toEqual({
      id: instanceId,
      name: "Wix site 07864c16",
      url: null,
    });
  });

  test("an address that is not https is left out", () => {
    const body = { ...documented, site: { url: "javascript:alert(1)" } };
    expect(read(account, answer(200, body)).url).toBeNull();
  });

  test.each([
    [401, { message: "…", details: {} }, "reauth_required"],
    [403, { message: "…", details: { applicationError: {} } }, "provider_refused"],
    [400, { message: "…", details: { validationError: { fieldViolations: [] } } }, "provider_refused"],
    [429, {}, "provider_unreachable"],
    [200, {}, "provider_unreadable"],
    [200, { instance: {} }, "provider_unreadable"],
    [200, { instance: [] }, "provider_unreadable"],
  ] as const)("%i %j: %s", (status, body, code) => {
    expect(failureCode(() => account.read(answer(status, body), now))).toBe(code);
  });
});

test("Wix offers no revocation", () => {
  expect(wix).not.toHaveProperty("revoke");
});
