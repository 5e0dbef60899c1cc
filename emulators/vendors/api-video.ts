import type { Emulator } from "../emulator.ts";
import { redirect } from "../http.ts";
import { expire, tokensOf } from "../tokens.ts";
import {
  liveStreams,
  notFound,
  players,
  uploadTokens,
  video,
  videoStatus,
  videos,
  webhooks,
} from "./api-video/api.ts";
import { exchangeKey, refresh, withCaller } from "./api-video/auth.ts";
import { dashboard } from "./api-video/dashboard.ts";
import type { Environment } from "./api-video/seed.ts";
import {
  type ApiVideo,
  type ApiVideoState,
  addKey,
  deleteKey,
  findKey,
  forgetTokens,
  type KeyOfProject,
  seedApiVideo,
  switches,
} from "./api-video/state.ts";

/** api.video: a key that people copy, hour-long tokens for it, and a refresh token good for one use. */
export const apiVideo = {
  id: "api-video",
  name: "api.video",
  hosts: ["ws.api.video", "sandbox.api.video", "dashboard.api.video"],
  pages: { "Dashboard, API keys": "dashboard.api.video/apikeys" },
  switches,
  applications: {},
  seed: seedApiVideo,
  people: ({ people }) => people,
  notFound,
  routes: {
    "GET dashboard.api.video/": (request) => redirect(`${request.origin}/dashboard.api.video/apikeys`),
    "GET dashboard.api.video/apikeys": dashboard,
    "POST dashboard.api.video/apikeys": dashboard,
    "POST /auth/api-key": exchangeKey,
    "POST /auth/refresh": refresh,
    "GET /videos": withCaller(videos),
    "GET /videos/:id": withCaller(video),
    "GET /videos/:id/status": withCaller(videoStatus),
    "GET /live-streams": withCaller(liveStreams),
    "GET /players": withCaller(players),
    "GET /upload-tokens": withCaller(uploadTokens),
    "GET /webhooks": withCaller(webhooks),
  },
  truth: (running) => ({ grants: allKeys(running).map((found) => keyFacts(running, found)) }),
  rows: (running) =>
    allKeys(running)
      .filter(({ key }) => !key.deleted)
      .map(({ project, key }) => ({
        title: project.name,
        detail: `${key.environment}, ${key.key.slice(0, 6)}…`,
        buttons: [
          { label: "Regenerate the key", action: "regenerate-key", input: { key: key.id } },
          { label: "Delete the key", action: "delete-key", input: { key: key.id } },
          { label: "Expire its tokens", action: "expire", input: { grant: key.id } },
        ],
      })),
  actions: {
    "delete-key": {
      label: "",
      run: (running, { key }) => {
        const found = keyNamed(running, key);
        if (!found) return { error: "There is no such key." };
        deleteKey(running, found);
        return { deleted: found.key.id };
      },
    },
    "regenerate-key": {
      label: "",
      run: (running, { key }) => {
        const found = keyNamed(running, key);
        if (!found) return { error: "There is no such key." };
        deleteKey(running, found);
        const { id, key: text } = addKey(found.project, found.key.environment, found.key.name);
        return { deleted: found.key.id, id, key: text };
      },
    },
    "create-key": {
      label: "",
      run: (running, { project, environment, name }) => {
        const owner = running.state.projects.find(({ id }) => id === project);
        if (!owner) return { error: "There is no such project." };
        const where: Environment = environment === "production" ? "production" : "sandbox";
        const { id, key } = addKey(owner, where, name);
        return { id, key, environment: where };
      },
    },
    expire: {
      label: "Expire every access token",
      run: (running, { grant }) => ({ expired: expire(running.state.tokens, running.clock.now(), grant) }),
    },
    "forget-tokens": {
      label: "Forget every token, refresh tokens too",
      run: (running) => {
        running.state.refreshTokens.clear();
        return { forgotten: forgetTokens(running) };
      },
    },
  },
} satisfies Emulator<ApiVideoState, typeof switches>;

const allKeys = ({ state }: ApiVideo): KeyOfProject[] =>
  state.projects.flatMap((project) => project.keys.map((key) => ({ project, key })));

/** By id or by the key itself. */
const keyNamed = (running: ApiVideo, named: string | undefined) =>
  findKey(running, ({ id, key }) => id === named || key === named);

function keyFacts(running: ApiVideo, { project, key }: KeyOfProject) {
  return {
    id: key.id,
    account: { id: project.id, name: project.name },
    environment: key.environment,
    key: key.key,
    revoked: key.deleted,
    refreshToken: running.state.refreshTokens.get(key.id)?.at(-1) ?? null,
    accessTokens: tokensOf(running.state.tokens, key.id, running.clock.now()),
  };
}
