import { type Answer, bearerOf, fieldsOf, json, text, type VendorRequest } from "../../http.ts";
import { applicationOf } from "../../redirects.ts";
import { type Issued, liveToken } from "../../tokens.ts";
import { folderFacts, folderOf, mediaFacts, thumbnail } from "./facts.ts";
import { hashed, type Media, type WistiaAccount } from "./seed.ts";
import { accountOf, type Grant, type Wistia } from "./state.ts";

type Caller = { account: WistiaAccount; grant: Grant; issued: Issued };
type TokenOf = (request: VendorRequest, wistia: Wistia) => string | undefined;
type Call = (request: VendorRequest, wistia: Wistia, caller: Caller) => Answer;

/** A call that needs a live token, and one of these scopes when any are given. */
export const withToken =
  (wanted: string[], call: Call, tokenOf: TokenOf = anyToken) =>
  (request: VendorRequest, wistia: Wistia): Answer => {
    const issued = liveToken(wistia.state.tokens, tokenOf(request, wistia), wistia.clock.now());
    const grant = wistia.state.grants.find(({ id }) => id === issued?.grant);
    const account = grant && accountOf(wistia, grant.accountId);
    if (!issued || !grant || !account)
      return unauthorized("unauthorized_credentials", "Invalid credentials.");
    const allowance = wistia.limiter.take(String(account.id), wistia.settings.rateLimit);
    if (!allowance.allowed) {
      return text(429, "Rate limit exceeded", { "retry-after": String(allowance.retryAfter) });
    }
    if (!wistia.settings.accountActive) return unauthorized("account_inactive", "Account is inactive.");
    if (wanted.length > 0 && !["all:all", ...wanted].some((scope) => issued.scopes.includes(scope))) {
      return unauthorized("unauthorized_scope", "The token does not have the scope this needs.");
    }
    return call(request, wistia, { account, grant, issued });
  };

const queryToken = ({ query }: VendorRequest) =>
  query.get("access_token") ?? query.get("bearer_token") ?? undefined;

function anyToken(request: VendorRequest) {
  return bearerOf(request) ?? queryToken(request);
}

/** The seed and today's documentation contradict each other, hence the switch. */
export function uploadToken(request: VendorRequest, wistia: Wistia) {
  return wistia.settings.uploadAuth === "classic" ? queryToken(request) : bearerOf(request);
}

const unauthorized = (code: string, error: string) => json(401, { code, error });

export const account: Call = (_request, _wistia, { account: { id, name, url, medias } }) =>
  json(200, { id, name, url, mediaCount: medias.length });

export const modernAccount: Call = (_request, _wistia, { account: { id, name, url, medias, folders } }) =>
  json(200, {
    id,
    name,
    url,
    media_count: medias.length,
    video_limit: null,
    folder_count: folders.length,
    channel_count: 0,
  });

export const tokenFacts: Call = (_request, wistia, { grant, issued }) => {
  const application = applicationOf(wistia.applications, grant.clientId);
  return json(200, {
    type: "oauth",
    application: { name: application?.name ?? "", scopes: application?.scopes ?? [] },
    scopes: issued.scopes,
    name: null,
    expires_at: new Date(issued.expiresAt).toISOString(),
  });
};

export const stats: Call = (_request, _wistia, { account: { medias } }) =>
  json(200, {
    load_count: medias.length * 412,
    play_count: medias.length * 173,
    hours_watched: medias.length * 21.5,
  });

export const medias =
  (dialect: "v1" | "modern"): Call =>
  ({ query }, _wistia, { account }) => {
    const folder = query.get(dialect === "v1" ? "project_id" : "folder_id");
    const hashedIds = query.getAll("hashed_ids[]");
    const found = account.medias.filter(
      (media) =>
        (!folder || folder === String(media.folderId) || folder === folderOf(account, media)?.hashedId) &&
        (!query.get("name") || media.name === query.get("name")) &&
        (!query.get("type") || media.type === query.get("type")) &&
        (hashedIds.length === 0 || hashedIds.includes(media.hashedId)),
    );
    return json(
      200,
      pageOf(sorted(found, query), query).map((media) => mediaFacts(account, media, dialect)),
    );
  };

export const media =
  (dialect: "v1" | "modern"): Call =>
  ({ params }, _wistia, { account }) => {
    const found = account.medias.find(({ hashedId }) => hashedId === params.id?.replace(/\.json$/, ""));
    return found ? json(200, mediaFacts(account, found, dialect)) : json(404, { error: "Media not found" });
  };

export const folders =
  (dialect: "v1" | "modern"): Call =>
  ({ query }, _wistia, { account }) =>
    json(
      200,
      pageOf(sorted(account.folders, query), query).map((folder) => folderFacts(account, folder, dialect)),
    );

export const upload: Call = (request, wistia, { account }) => {
  const fields = fieldsOf(request);
  const fileName = /filename="([^"]+)"/.exec(request.body)?.[1];
  if (!fileName && !fields.url)
    return json(400, { code: "upload_failed", error: "'file' or 'url' is required" });
  const now = new Date(wistia.clock.now()).toISOString();
  const number = account.id * 1000 + account.medias.length;
  const created: Media = {
    id: number,
    name: fields.name ?? fileName ?? "Untitled",
    type: "Video",
    created: now,
    updated: now,
    duration: 0,
    hashedId: hashed(number),
    description: fields.description ?? "",
    status: "queued",
    folderId: account.folders[0]?.id ?? 0,
  };
  account.medias.push(created);
  const { id, name, type, duration, hashedId } = created;
  return json(200, {
    id,
    name,
    type,
    created: now,
    updated: now,
    duration,
    hashed_id: hashedId,
    progress: 0,
    thumbnail: thumbnail(hashedId),
  });
};

/** No envelope and no total: whoever lists goes on until a short page. */
function pageOf<T>(items: T[], query: URLSearchParams): T[] {
  const page = Math.max(1, Number(query.get("page") ?? 1) || 1);
  const perPage = Math.min(100, Math.max(1, Number(query.get("per_page") ?? 100) || 100));
  return items.slice((page - 1) * perPage, page * perPage);
}

function sorted<T extends { name: string; created: string }>(items: T[], query: URLSearchParams): T[] {
  const key = query.get("sort_by") === "name" ? "name" : "created";
  if (!query.has("sort_by")) return items;
  const rising = [...items].sort((a, b) => (a[key] < b[key] ? -1 : 1));
  return query.get("sort_direction") === "0" ? rising.reverse() : rising;
}
