import { type Answer, json, type VendorRequest } from "../../http.ts";
import { liveToken } from "../../tokens.ts";
import type { Site } from "./seed.ts";
import { type Instance, instanceOf, siteOf, type Wix } from "./state.ts";
import { refused } from "./token.ts";

type Call = (request: VendorRequest, wix: Wix, instance: Instance, site: Site) => Answer;
type Permission = "mayManageApp" | "mayReadSite" | "mayReadContacts";

/** A call that needs a live token, bare or after `Bearer`, and this permission. */
export const withToken =
  (permission: Permission | null, call: Call) =>
  (request: VendorRequest, wix: Wix): Answer => {
    const token = request.headers.authorization?.replace(/^bearer +/i, "");
    const issued = liveToken(wix.state.tokens, token, wix.clock.now());
    const instance = instanceOf(wix, issued?.grant);
    const site = instance && siteOf(wix, instance.siteId);
    if (!instance || !site)
      return refused(401, "UNAUTHENTICATED", "The access token is missing, invalid or expired.");
    const { allowed, retryAfter } = wix.limiter.take(instance.id, wix.settings.rateLimit);
    if (!allowed) {
      const answer = refused(429, "RESOURCE_EXHAUSTED", "Too many requests for this app instance.");
      return { ...answer, headers: { ...answer.headers, "retry-after": String(retryAfter) } };
    }
    if (permission && !wix.settings[permission])
      return refused(403, "PERMISSION_DENIED", "The app lacks a permission.");
    return call(request, wix, instance, site);
  };

export const appInstance: Call = (_request, wix, instance, site) => {
  const owner = wix.settings.mayReadOwnerEmail;
  return json(200, {
    instance: {
      appName: wix.applications[instance.application]?.name,
      appVersion: "1.0.0",
      billing: null,
      instanceId: instance.id,
      isFree: true,
      permissions: ["WIX_DEVELOPERS.MANAGE_APP_INSTANCE"],
      ...(instance.originInstanceId
        ? { originInstanceId: instance.originInstanceId, copiedFromTemplate: false }
        : {}),
    },
    site: {
      locale: site.locale,
      multilingual: { isMultiLingual: false, supportedLanguages: [] },
      paymentCurrency: site.currency,
      siteDisplayName: site.name,
      url: site.url,
      description: "",
      ...(owner
        ? {
            ownerEmail: site.ownerEmail,
            ownerInfo: { email: site.ownerEmail, emailStatus: "VERIFIED_OPT_IN" },
          }
        : {}),
      siteId: site.id,
    },
  });
};

export const siteProperties: Call = (_request, _wix, _instance, site) =>
  json(200, {
    version: "1",
    properties: {
      siteDisplayName: site.name,
      businessName: site.name,
      language: site.locale,
      locale: { languageCode: site.locale, country: "" },
      paymentCurrency: site.currency,
      timeZone: site.timeZone,
      email: site.ownerEmail,
      phone: "",
    },
  });

/** The shape of the paging is ASSUMED. */
export const contacts: Call = ({ query }, _wix, _instance, site) => {
  const limit = Math.min(1000, Math.max(1, Number(query.get("paging.limit") ?? 50) || 50));
  const offset = Math.max(0, Number(query.get("paging.offset") ?? 0) || 0);
  const found = site.contacts.slice(offset, offset + limit);
  return json(200, {
    contacts: found.map(({ id, first, last, email, createdDate }) => ({
      id,
      revision: 1,
      createdDate,
      updatedDate: createdDate,
      primaryInfo: { email },
      info: { name: { first, last }, emails: { items: [{ tag: "UNTAGGED", email, primary: true }] } },
    })),
    pagingMetadata: {
      count: found.length,
      offset,
      total: site.contacts.length,
      hasNext: offset + found.length < site.contacts.length,
    },
  });
};

/** Tells Wix that the set-up phase is over. */
export const biEvent: Call = () => json(200, {});
