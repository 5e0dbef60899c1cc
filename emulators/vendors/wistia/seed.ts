import type { Person } from "../../emulator.ts";

type Role = "owner" | "manager" | "contributor";
export type WistiaPerson = Person & { roles: Record<number, Role> };

export type Media = {
  id: number;
  name: string;
  type: "Video" | "Audio" | "Image" | "PdfDocument";
  created: string;
  updated: string;
  duration: number;
  hashedId: string;
  description: string;
  status: "queued" | "processing" | "ready" | "failed";
  folderId: number;
};

export type Folder = { id: number; name: string; hashedId: string; created: string };

export type WistiaAccount = { id: number; name: string; url: string; folders: Folder[]; medias: Media[] };

export const people = (): WistiaPerson[] => [
  {
    id: "901",
    name: "Maya Okafor",
    email: "maya@acme-studios.example",
    roles: { 4101: "owner", 4102: "manager" },
  },
  { id: "902", name: "Tom Lindqvist", email: "tom@acme-studios.example", roles: { 4101: "contributor" } },
  { id: "903", name: "יעל בן־דוד", email: "yael@alon-films.example", roles: { 4103: "owner" } },
  {
    id: "904",
    name: "Maximiliana Konstantinopoulou-Featherstonehaugh de la Cruz",
    email: "maximiliana.konstantinopoulou-featherstonehaugh@documentary-preservation.example",
    roles: { 4104: "manager" },
  },
];

export const accounts = (): WistiaAccount[] => [
  account(4101, "Acme Studios", "acme-studios", 137),
  account(4102, "Northwind Films", "northwind-films", 12),
  account(4103, "סרטי אלון", "alon-films", 5),
  account(
    4104,
    "The International Society for the Preservation of Extraordinarily Long Documentary Films",
    "isple",
    1,
  ),
];

const topics = [
  "Launch film",
  "Customer story",
  "Product tour",
  "Behind the scenes",
  "Webinar",
  "Interview",
  "Trailer",
];
const folders = ["Marketing", "Customer stories", "Internal"];
const start = Date.UTC(2026, 0, 5, 9);
const day = 86_400_000;

function account(id: number, name: string, subdomain: string, mediaCount: number): WistiaAccount {
  return {
    id,
    name,
    url: `https://${subdomain}.wistia.com`,
    folders: folders.map((folder, index) => ({
      id: id * 10 + index,
      name: folder,
      hashedId: hashed(id * 10 + index),
      created: new Date(start + index * day).toISOString(),
    })),
    medias: Array.from({ length: mediaCount }, (_, index) => media(id, index)),
  };
}

function media(accountId: number, index: number): Media {
  const created = new Date(start + index * day).toISOString();
  return {
    id: accountId * 1000 + index,
    name: `${topics[index % topics.length]} ${index + 1}`,
    type: index % 9 === 8 ? "Audio" : "Video",
    created,
    updated: created,
    duration: 42 + ((index * 37) % 600),
    hashedId: hashed(accountId * 1000 + index),
    description: "",
    status: "ready",
    folderId: accountId * 10 + (index % folders.length),
  };
}

/** Ten letters and digits that look like Wistia's hashed ids and stay the same from start to start. */
export const hashed = (number: number) =>
  (number * 2_654_435_761 + 101_559_956_668_416).toString(36).slice(-10).padStart(10, "w");
