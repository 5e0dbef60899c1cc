import { createHmac, timingSafeEqual } from "node:crypto";
import { Failure } from "../errors.ts";
import {
  cleanText,
  cleanUrl,
  identifier,
  isObject,
  NO_GRANT,
  readClientCheck,
  readObject,
  readTokens,
  scopes,
  unreadable,
} from "./oauth.ts";
import { sample } from "./samples.ts";
import type { Account, Call, Client, Sample, TokenSet } from "./types.ts";

/** What both ways of linking a Wix site share: the signed instance, minting, and "who am I". */

const tokenEndpoint = "https://www.wixapis.com/oauth2/token";
const instanceEndpoint = "https://www.wixapis.com/apps/v1/instance";
const FOUR_HOURS = 14_400;
const OLDEST_SIGNATURE_MS = 60 * 60_000;

/** Words for the permissions seen in the vendor's documents; the list there is not complete. */
export const wixPermissions = {
  "WIX_DEVELOPERS.MANAGE_APP_INSTANCE": "Manage this app on the site",
  "WIX_DEVELOPERS.CREATE_CHECKOUT": "Start a checkout for this app",
  "WIX_DEVELOPERS.MANAGE_CHARGE": "Charge for this app",
  "SCOPE.DC.MANAGE-YOUR-APP": "Manage this app on the site",
  "SCOPE.STORES.PRODUCT_WRITE": "Change the products of the store",
  "SCOPE.DEV_CENTER.WRITE_PERMISSIONS": "Change this app’s permissions",
};

/**
 * Verifies `signature.payload`: HMAC-SHA256 with the app secret over the encoded payload, both base64url.
 * `signedInstance` having this format, and the age limit, are ASSUMED.
 */
export function readSignedInstance(text: string, client: Client, now: Date): { instanceId: string } {
  const [signature = "", payload = ""] = text.split(".");
  const expected = createHmac("sha256", client.secret).update(payload).digest();
  const given = Buffer.from(signature, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new Failure("link_unproven", "the signature of the instance does not match");
  const data = parse(Buffer.from(payload, "base64url").toString("utf8"));
  const instanceId = identifier(data?.instanceId);
  if (data === null || instanceId === null) throw new Failure("link_unproven", "no instance id");
  if (data.appDefId !== undefined && data.appDefId !== client.id)
    throw new Failure("link_unproven", "signed for another app");
  // An anonymous visitor of the site, not its owner.
  if (data.aid !== undefined && data.aid !== null)
    throw new Failure("link_unproven", "signed for a visitor of the site");
  const signed = typeof data.signDate === "string" ? Date.parse(data.signDate) : Number(data.signDate);
  // Not `>`: a date that is missing or unreadable compares as false and is refused with the old ones.
  if (!(Math.abs(now.getTime() - signed) <= OLDEST_SIGNATURE_MS))
    throw new Failure("link_unproven", "signed too long ago");
  return { instanceId };
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** Client credentials with the installation's id; needs nothing that could be lost. */
export function mint(client: Client, instanceId: string): Call<TokenSet> {
  return {
    request: {
      method: "POST",
      url: tokenEndpoint,
      headers: { accept: "application/json" },
      body: {
        json: {
          grant_type: "client_credentials",
          client_id: client.id,
          client_secret: client.secret,
          instance_id: instanceId,
        },
      },
    },
    read: (response, now) => readTokens(response, now, FOUR_HOURS),
  };
}

/** Asks for a token of an installation that nobody has: refused as a grant by a vendor that knows the app. */
export function checkClient(client: Client): Call<void> {
  return { ...mint(client, NO_GRANT), read: readClientCheck };
}

/** The site and its permissions. The header carries the token as it is, without a scheme. */
export function site(tokens: TokenSet): Call<Account> {
  return {
    request: {
      method: "GET",
      url: instanceEndpoint,
      headers: { authorization: tokens.accessToken, accept: "application/json" },
    },
    read(response) {
      const body = readObject(response);
      const instance = isObject(body.instance) ? body.instance : unreadable("no instance");
      const about = isObject(body.site) ? body.site : {};
      const id = identifier(instance.instanceId) ?? unreadable("no instance id");
      const granted = scopes(instance.permissions);
      return {
        id,
        name: cleanText(about.siteDisplayName) ?? `Wix site ${id.slice(0, 8)}`,
        url: cleanUrl(about.url),
        ...(granted === null ? {} : { scopes: granted }),
      };
    },
  };
}

/** The site's newest contacts; the shape of the paging is ASSUMED. */
export function contacts(tokens: TokenSet): Call<Sample> {
  return {
    request: {
      method: "GET",
      url: "https://www.wixapis.com/contacts/v4/contacts?paging.limit=3&paging.offset=0",
      headers: { authorization: tokens.accessToken, accept: "application/json" },
    },
    read(response) {
      const body = readObject(response);
      const total = isObject(body.pagingMetadata) ? body.pagingMetadata.total : null;
      return sample({ one: "contact", many: "contacts" }, total, body.contacts, {
        title: ({ info, primaryInfo }) =>
          fullName(info) ?? (isObject(primaryInfo) ? primaryInfo.email : null),
        at: ({ createdDate }) => createdDate,
      });
    },
  };
}

function fullName(info: unknown): string | null {
  const name = isObject(info) && isObject(info.name) ? info.name : {};
  return cleanText([name.first, name.last].filter((part) => typeof part === "string").join(" "));
}
