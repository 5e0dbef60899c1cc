import { createHmac, randomUUID } from "node:crypto";
import { issue, sameText } from "../../tokens.ts";
import { type Instance, siteOf, type Wix } from "./state.ts";

const encode = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

const hmac = (secret: string, text: string) => createHmac("sha256", secret).update(text).digest("base64url");

/** The `instance` that Wix hands to pages of the app; `aid` marks an anonymous visitor. */
export function signedInstance(wix: Wix, instance: Instance, aid?: string | null) {
  const application = wix.applications[instance.application];
  const payload = encode({
    instanceId: instance.id,
    appDefId: application?.id,
    signDate: new Date(wix.clock.now()).toISOString(),
    ...(aid ? { aid } : { uid: instance.personId, permissions: "OWNER" }),
    vendorProductId: null,
    ...(instance.originInstanceId ? { originInstanceId: instance.originInstanceId } : {}),
    siteOwnerId: instance.personId,
    demoMode: false,
  });
  return `${hmac(application?.secret ?? "", payload)}.${payload}`;
}

/** The instance id in a signed instance of any application here, when the signature holds. */
export function openSignedInstance(wix: Wix, value: string) {
  const [signature = "", payload = ""] = value.split(".");
  const application = Object.values(wix.applications).find(({ secret }) =>
    sameText(signature, hmac(secret, payload)),
  );
  if (!application) return undefined;
  const facts = JSON.parse(Buffer.from(payload, "base64url").toString()) as { instanceId: string };
  return { application, instanceId: facts.instanceId };
}

/** An access token in the vendor's form: an HS256 JWS whose `data` is JSON in a string. */
export function issueAccessToken(wix: Wix, instance: Instance, life: number) {
  const application = wix.applications[instance.application];
  const now = wix.clock.now();
  const iat = Math.floor(now / 1000);
  const data = {
    instance: {
      instanceId: instance.id,
      appDefId: application?.id,
      signDate: new Date(now).toISOString(),
      uid: instance.personId,
      permissions: "OWNER",
      demoMode: false,
      siteOwnerId: instance.personId,
      siteMemberId: null,
      metaSiteId: siteOf(wix, instance.siteId)?.id,
    },
  };
  const claims = { data: JSON.stringify(data), iat, exp: iat + life, jti: randomUUID() };
  const text = `${encode({ kid: "wix-emulator", alg: "HS256" })}.${encode(claims)}`;
  return issue(wix.state.tokens, {
    token: `OauthNG.JWS.${text}.${hmac(application?.secret ?? "", text)}`,
    grant: instance.id,
    scopes: [],
    issuedAt: now,
    expiresAt: now + life * 1000,
  });
}
