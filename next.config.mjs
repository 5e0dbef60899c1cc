/** What goes round proxy.ts, which gives every page its headers. */
const files =
  "connect\\.js|connect\\.d\\.ts|icon\\.svg|icon-needs-you\\.svg|providers/.*|_next/static/.*|api/health|api/ready|api/metrics";

/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  // server.ts compresses, with what Next cannot.
  compress: false,
  reactStrictMode: true,
  // The linter and `npm run check` check types; a build for a person who tries Patchbay does not wait for them.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["better-sqlite3", "pg", "pino", "undici", "drizzle-orm", "nodemailer"],
  turbopack: { root: import.meta.dirname },
  productionBrowserSourceMaps: false,
  images: { unoptimized: true },
  headers: async () => [
    { source: `/:file(${files})`, headers: [{ key: "x-content-type-options", value: "nosniff" }] },
    // Pages that let nothing in unless it says so (COEP require-corp) load it too.
    { source: "/connect.js", headers: [{ key: "cross-origin-resource-policy", value: "cross-origin" }] },
  ],
};
