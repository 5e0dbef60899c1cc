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
};
