import { inRoot } from "./root.mjs";

const bin = (...parts) => inRoot("node_modules", ...parts);

/** The tools by their files, so that no shell and no second npm stands between. */
export const tools = {
  next: bin("next", "dist", "bin", "next"),
  tsc: bin("typescript", "bin", "tsc"),
  biome: bin("@biomejs", "biome", "bin", "biome"),
  knip: bin("knip", "bin", "knip.js"),
  vitest: bin("vitest", "vitest.mjs"),
  playwright: bin("@playwright", "test", "cli.js"),
};
