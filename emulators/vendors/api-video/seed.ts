import type { Person } from "../../emulator.ts";

export type Environment = "production" | "sandbox";
export type ApiVideoPerson = Person & { projects: string[] };

export type Key = { id: string; name: string; environment: Environment; key: string; deleted: boolean };

export type Video = {
  videoId: string;
  title: string;
  description: string;
  tags: string[];
  metadata: { key: string; value: string }[];
  createdAt: string;
};

export type Project = {
  id: string;
  name: string;
  memberId: string;
  keys: Key[];
  videos: Record<Environment, Video[]>;
};

export const people = (): ApiVideoPerson[] => [
  {
    id: "us1Ma4yaOkafor0Acme001",
    name: "Maya Okafor",
    email: "maya@acme-studios.example",
    projects: ["pr5Acme0Streaming001", "pr5Northwind0Live002"],
  },
  {
    id: "us2No3aHarari0Cooks002",
    name: "נועה הררי",
    email: "noa@harari-cooking.example",
    projects: ["pr5Harari0Cooking003"],
  },
  {
    id: "us3Hube4Blaine0Long03",
    name: "Hubert Blaine Featherstone-Wolfeschlegelstein von Und Zu Bergerdorff",
    email: "hubert.blaine@continental-broadcasting-federation.example",
    projects: ["pr5Continental0Fed04"],
  },
];

export const projects = (): Project[] => [
  project("pr5Acme0Streaming001", "Acme Streaming", "me1Acme0Member0001", 61, {
    production: "Tq7LmZ2vXc9RbN4kWs8HdYp1GfJu6EoAi3KtVnQx5Me",
    sandbox: "Sb3NwKx8VtLq2ZcRm7YpDf5HjGa9UeQo1TiXnBk4Wrs",
  }),
  project("pr5Northwind0Live002", "Northwind Live", "me1North0Member002", 7, {
    sandbox: "Sb9CvBnM4LkJhGf2DsAqWe7RtYuIoP1ZxXcVb6NmQwe",
  }),
  project("pr5Harari0Cooking003", "המטבח של נועה", "me1Harari0Member03", 18, {
    production: "Ha5YtRe2WqAsDf8GhJkLz1XcVbNm4QwErTyU7IoPaSd",
    sandbox: "Sb1HaZxCv6BnMaSd3FgHjKl8QwErTy2UiOpZxCv5BnM",
  }),
  project(
    "pr5Continental0Fed04",
    "Continental Federation of Independent Public Access Broadcasters, Archive and Restoration Department",
    "me1Contin0Member04",
    0,
    { sandbox: "Sb7CoNtIn3EnTaL9FeDeRaTi5OnArChIvE1ReStOrAt" },
  ),
];

function project(
  id: string,
  name: string,
  memberId: string,
  videos: number,
  keys: Partial<Record<Environment, string>>,
): Project {
  return {
    id,
    name,
    memberId,
    keys: (["production", "sandbox"] as const).flatMap((environment) => {
      const key = keys[environment];
      return key
        ? [
            {
              id: `${id}-${environment}`,
              name: `Default ${environment} key`,
              environment,
              key,
              deleted: false,
            },
          ]
        : [];
    }),
    videos: {
      production: keys.production ? library(id, videos) : [],
      sandbox: library(`${id}s`, Math.min(videos, 4)),
    },
  };
}

const titles = ["Keynote", "How it is made", "Weekly live", "Recipe", "Match highlights", "Tutorial"];
const start = Date.UTC(2026, 1, 3, 10);

function library(seed: string, count: number): Video[] {
  return Array.from({ length: count }, (_, index) => ({
    videoId: `vi${seed.slice(-8)}${String(index).padStart(14, "4blUQJFrYWbaGe")}`,
    title: `${titles[index % titles.length]} ${index + 1}`,
    description: "",
    tags: index % 2 ? ["public", "2026"] : ["2026"],
    metadata: [{ key: "season", value: String((index % 4) + 1) }],
    createdAt: new Date(start + index * 43_200_000).toISOString(),
  }));
}
