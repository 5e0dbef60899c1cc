import type { Person } from "../../emulator.ts";

export type WixPerson = Person & { sites: string[] };

export type Site = {
  id: string;
  name: string;
  url: string;
  ownerEmail: string;
  locale: string;
  currency: string;
  timeZone: string;
  contacts: { id: string; first: string; last: string; email: string; createdDate: string }[];
};

export const people = (): WixPerson[] => [
  {
    id: "8a1c9b52-4f1e-4a7b-9f0d-2b6f3f1c7e01",
    name: "Maya Okafor",
    email: "maya@acme-bakery.example",
    sites: ["64fc2d7e-1585-45ef-b1c3-6081185108c1", "1c0b7f5a-77d2-4b8e-a0f4-9d3d5a6e2b02"],
  },
  {
    id: "8a1c9b52-4f1e-4a7b-9f0d-2b6f3f1c7e02",
    name: "נועה הררי",
    email: "noa@harari-bakery.example",
    sites: ["7f2e4c19-0b53-4d6a-8e21-5c9b7a1d3f03"],
  },
  {
    id: "8a1c9b52-4f1e-4a7b-9f0d-2b6f3f1c7e03",
    name: "Dr. Anneliese Schwarzenberger-Hohenzollern zu Wittgenstein-Berleburg",
    email: "anneliese.schwarzenberger-hohenzollern@botanical-gardens-federation.example",
    sites: ["93d5b8e7-6a4c-4f02-b7d9-1e8c2f5a6b04"],
  },
];

export const sites = (): Site[] => [
  site(
    "64fc2d7e-1585-45ef-b1c3-6081185108c1",
    "Acme Bakery",
    "https://www.acme-bakery.example",
    "maya@acme-bakery.example",
    "en",
    "USD",
    240,
  ),
  site(
    "1c0b7f5a-77d2-4b8e-a0f4-9d3d5a6e2b02",
    "Maya's Portfolio",
    "https://mayaokafor.wixsite.com/portfolio",
    "maya@acme-bakery.example",
    "en",
    "EUR",
    3,
  ),
  site(
    "7f2e4c19-0b53-4d6a-8e21-5c9b7a1d3f03",
    "המאפייה של נועה",
    "https://noaharari.wixsite.com/bakery",
    "noa@harari-bakery.example",
    "he",
    "ILS",
    25,
  ),
  site(
    "93d5b8e7-6a4c-4f02-b7d9-1e8c2f5a6b04",
    "Federation of Botanical Gardens, Arboreta and Glasshouses of the Lower Rhine and Adjacent Regions",
    "https://botanical-gardens-federation-of-the-lower-rhine-and-adjacent-regions.example",
    "anneliese.schwarzenberger-hohenzollern@botanical-gardens-federation.example",
    "de",
    "EUR",
    0,
  ),
];

const firstNames = ["Ada", "Björn", "Chioma", "Dmitri", "Elif", "Farah"];
const lastNames = ["Aalto", "Bianchi", "Castro", "Dlamini"];
const start = Date.UTC(2026, 3, 6, 8);

function site(
  id: string,
  name: string,
  url: string,
  ownerEmail: string,
  locale: string,
  currency: string,
  contacts: number,
): Site {
  return {
    id,
    name,
    url,
    ownerEmail,
    locale,
    currency,
    timeZone: locale === "he" ? "Asia/Jerusalem" : "Europe/Berlin",
    contacts: Array.from({ length: contacts }, (_, index) => ({
      id: `${id.slice(0, 24)}${String(index).padStart(12, "0")}`,
      first: firstNames[index % firstNames.length] ?? "",
      last: lastNames[index % lastNames.length] ?? "",
      email: `visitor${index + 1}@customers.example`,
      createdDate: new Date(start + index * 3_600_000).toISOString(),
    })),
  };
}
