import type { Folder, Media, WistiaAccount } from "./seed.ts";

export type Dialect = "v1" | "modern";

export const folderOf = (account: WistiaAccount, media: Media) =>
  account.folders.find(({ id }) => id === media.folderId);

export const thumbnail = (hashedId: string) => ({
  url: `https://embed-ssl.wistia.com/deliveries/${hashedId}.jpg`,
  width: 200,
  height: 120,
});

export function mediaFacts(account: WistiaAccount, media: Media, dialect: Dialect) {
  const folder = folderOf(account, media);
  const place = { id: folder?.id, name: folder?.name, hashedId: folder?.hashedId };
  const { id, name, type, created, updated, duration, hashedId, description, status } = media;
  return {
    id,
    name,
    type,
    archived: false,
    created,
    updated,
    duration,
    hashed_id: hashedId,
    description,
    progress: status === "ready" ? 1 : 0,
    status,
    section: null,
    thumbnail: thumbnail(hashedId),
    assets: [],
    ...(dialect === "v1" ? { project: place } : { folder: place, subfolder: null }),
  };
}

export function folderFacts(account: WistiaAccount, folder: Folder, dialect: Dialect) {
  const count = account.medias.filter(({ folderId }) => folderId === folder.id).length;
  const { id, name, hashedId, created } = folder;
  // ASSUMED: /v1 writes the same fields in camel case.
  if (dialect === "v1") {
    return {
      id,
      name,
      description: "",
      mediaCount: count,
      created,
      updated: created,
      hashedId,
      public: false,
      publicId: hashedId,
      anonymousCanUpload: false,
      anonymousCanDownload: false,
    };
  }
  return {
    id,
    name,
    description: "",
    media_count: count,
    created,
    updated: created,
    hashed_id: hashedId,
    public: false,
    public_id: hashedId,
    anonymous_can_upload: false,
    anonymous_can_download: false,
    cursor: null,
  };
}
