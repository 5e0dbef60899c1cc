# syntax=docker/dockerfile:1

FROM node:24-slim AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev
COPY . .
# What only building and debuggers need goes again: more than half of it by size.
RUN node scripts/bootstrap.mjs build \
  && rm -rf data .next/cache node_modules/.cache \
    node_modules/typescript node_modules/@typescript node_modules/@next/swc-* node_modules/@types \
    node_modules/tailwindcss node_modules/@tailwindcss node_modules/lightningcss* \
  && find .next node_modules -name '*.map' -delete

FROM node:24-slim
WORKDIR /app
# The same as scripts/lib/lean.mjs: half the memory at about the same speed.
ENV NODE_ENV=production \
  NEXT_TELEMETRY_DISABLED=1 \
  __NEXT_PROCESSED_ENV=true \
  MALLOC_ARENA_MAX=2 \
  NODE_COMPILE_CACHE=/tmp/node-compile-cache \
  PORT=3000 \
  DATABASE_URL=file:/data/patchbay.db
COPY --from=build /app ./
# The volume: the SQLite file and its key. With PostgreSQL it stays empty.
RUN mkdir /data && chown node:node /data && chmod 700 /data
VOLUME /data
USER node
EXPOSE 3000
# It ends by itself: a process that is stuck takes the question and never answers.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health`, { signal: AbortSignal.timeout(4000) }).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Without a shell or npm in between, so that SIGTERM arrives and work under way is finished.
CMD ["node", "--max-semi-space-size=8", "--import", "./scripts/lib/quick-imports.mjs", "server.ts"]
