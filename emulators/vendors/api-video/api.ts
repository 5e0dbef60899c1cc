import type { Answer, VendorRequest } from "../../http.ts";
import { answer, problem } from "./auth.ts";
import type { Video } from "./seed.ts";
import type { ApiVideo, KeyOfProject } from "./state.ts";

type Call = (request: VendorRequest, apiVideo: ApiVideo, caller: KeyOfProject) => Answer;

export const videos: Call = (request, _apiVideo, { project, key }) => {
  const { query } = request;
  const has = (field: "title" | "description") => {
    const wanted = query.get(field)?.toLowerCase();
    return (video: Video) => !wanted || video[field].toLowerCase().includes(wanted);
  };
  const tags = [...query].filter(([name]) => /^tags(\[\d*\])?$/.test(name)).map(([, value]) => value);
  const metadata = [...query].flatMap(([name, value]) => {
    const field = /^metadata\[(.+)\]$/.exec(name)?.[1];
    return field ? [{ key: field, value }] : [];
  });
  const found = project.videos[key.environment].filter(
    (video) =>
      has("title")(video) &&
      has("description")(video) &&
      // No recording of a live stream is among the seeded videos.
      !query.get("liveStreamId") &&
      tags.every((tag) => video.tags.includes(tag)) &&
      metadata.every((wanted) =>
        video.metadata.some((pair) => pair.key === wanted.key && pair.value === wanted.value),
      ),
  );
  const by = query.get("sortBy") === "title" ? "title" : "createdAt";
  const rising = [...found].sort((a, b) => (a[by] < b[by] ? -1 : 1));
  const falling = by === "title" ? query.get("sortOrder") === "desc" : query.get("sortOrder") !== "asc";
  return envelope(request, (falling ? rising.reverse() : rising).map(videoFacts));
};

export const video: Call = (request, _apiVideo, caller) => {
  const found = findVideo(request, caller);
  return found ? answer(200, videoFacts(found)) : notFound();
};

export const videoStatus: Call = (request, _apiVideo, caller) => {
  if (!findVideo(request, caller)) return notFound();
  return answer(200, {
    ingest: { status: "uploaded", filesize: 273_579_401, receivedBytes: [] },
    encoding: {
      playable: true,
      qualities: [{ type: "hls", quality: "720p", status: "encoded" }],
      metadata: {
        width: 1280,
        height: 720,
        bitrate: 1014.4,
        duration: 42,
        framerate: 25,
        samplerate: 48_000,
        videoCodec: "h264",
        audioCodec: "aac",
        aspectRatio: "16/9",
      },
    },
  });
};

export const liveStreams: Call = (request, _apiVideo, { project }) =>
  envelope(request, [
    {
      liveStreamId: `li${project.id.slice(2)}`,
      streamKey: "dw-dew8-q6w9-k67w-1ws8",
      name: `${project.name} live`,
      public: true,
      broadcasting: false,
      playerId: `pl${project.id.slice(2)}`,
      createdAt: born,
      updatedAt: born,
      assets: {
        iframe: "",
        player: `https://embed.api.video/live/li${project.id.slice(2)}`,
        hls: "",
        thumbnail: "",
      },
    },
  ]);

export const players: Call = (request, _apiVideo, { project }) =>
  envelope(request, [
    {
      playerId: `pl${project.id.slice(2)}`,
      name: "Default",
      createdAt: born,
      updatedAt: born,
      enableApi: true,
      enableControls: true,
      hideTitle: false,
      forceLoop: false,
    },
  ]);

export const uploadTokens: Call = (request, _apiVideo, { project }) =>
  envelope(request, [{ token: `to${project.id.slice(2)}`, ttl: 0, createdAt: born, expiresAt: null }]);

export const webhooks: Call = (request) => envelope(request, []);

const born = "2026-02-03T10:00:00+00:00";

export const notFound = () =>
  problem(404, "resource-not-found", "The requested resource was not found.", { name: "videoId" });

const findVideo = ({ params }: VendorRequest, { project, key }: KeyOfProject) =>
  project.videos[key.environment].find(({ videoId }) => videoId === params.id);

/** Every list of api.video has this frame. */
function envelope({ query, path }: VendorRequest, items: unknown[]): Answer {
  const currentPage = Number(query.get("currentPage") ?? 1);
  const pageSize = Number(query.get("pageSize") ?? 25);
  if (!Number.isInteger(currentPage) || currentPage < 1) return outOfRange("currentPage", { min: 1 });
  if (!Number.isInteger(pageSize) || pageSize < 10 || pageSize > 100)
    return outOfRange("pageSize", { min: 10, max: 100 });
  const data = items.slice((currentPage - 1) * pageSize, currentPage * pageSize);
  const pagesTotal = Math.max(1, Math.ceil(items.length / pageSize));
  const link = (rel: string, page: number) => {
    const kept = new URLSearchParams(query);
    kept.set("currentPage", String(page));
    return { rel, uri: `${path}?${kept}` };
  };
  const links = [link("self", currentPage), link("first", 1), link("last", pagesTotal)];
  if (currentPage > 1) links.push(link("previous", currentPage - 1));
  if (currentPage < pagesTotal) links.push(link("next", currentPage + 1));
  return answer(200, {
    data,
    pagination: {
      currentPage,
      pageSize,
      pagesTotal,
      itemsTotal: items.length,
      currentPageItems: data.length,
      links,
    },
  });
}

const outOfRange = (name: string, range: { min: number; max?: number }) =>
  problem(400, "invalid-query-parameter", "A query parameter is invalid.", {
    name,
    range,
    problems: [
      {
        type: "https://docs.api.video/reference/invalid-query-parameter",
        title: "This parameter is out of range.",
        name,
        range,
      },
    ],
  });

function videoFacts({ videoId, title, description, tags, metadata, createdAt }: Video) {
  const at = createdAt.replace(/\.\d+Z$/, "+00:00");
  const asset = (file: string) => `https://vod.api.video/vod/${videoId}/${file}`;
  return {
    videoId,
    title,
    description,
    public: true,
    panoramic: false,
    mp4Support: true,
    tags,
    metadata,
    publishedAt: at,
    createdAt: at,
    updatedAt: at,
    source: { uri: `/videos/${videoId}/source` },
    assets: {
      iframe: `<iframe src="https://embed.api.video/vod/${videoId}"></iframe>`,
      player: `https://embed.api.video/vod/${videoId}`,
      hls: asset("hls/manifest.m3u8"),
      thumbnail: asset("thumbnail.jpg"),
      mp4: asset("mp4/source.mp4"),
    },
  };
}
