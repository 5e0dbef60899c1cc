import type { Person } from "../../emulator.ts";

export type GistPerson = Person & { workspaces: string[] };
export type Contact = {
  id: number;
  name: string;
  email: string;
  userId: string;
  type: "user" | "lead";
  createdAt: number;
  tags: number[];
};
export type Workspace = {
  id: string;
  name: string;
  domain: string;
  teammates: { id: number; name: string; email: string }[];
  teams: { id: number; name: string; emoji: string }[];
  tags: { id: number; name: string }[];
  contacts: Contact[];
  conversations: { id: number; subject: string; contactId: number; createdAt: number }[];
};

export const people = (): GistPerson[] => [
  {
    id: "3001",
    name: "Maya Okafor",
    email: "maya@acme-studios.example",
    workspaces: ["nrrjryb4", "k7w2mfqx"],
  },
  { id: "3002", name: "سامي الحداد", email: "sami@haddad-store.example", workspaces: ["h4dd4dst"] },
  {
    id: "3003",
    name: "Wolfeschlegelsteinhausenbergerdorff-Montgomery Aurelius the Younger",
    email: "aurelius@lighthouse-keepers.example",
    workspaces: ["l1ghth0u"],
  },
];

export const workspaces = (): Workspace[] => [
  workspace(
    "nrrjryb4",
    "Acme Support",
    "acme-studios.example",
    ["Maya Okafor", "Tom Lindqvist", "Ines Duarte"],
    130,
  ),
  workspace("k7w2mfqx", "Northwind Help", "northwind-films.example", ["Maya Okafor", "Per Nilsen"], 14),
  workspace("h4dd4dst", "متجر الحداد", "haddad-store.example", ["سامي الحداد"], 8),
  workspace(
    "l1ghth0u",
    "Benevolent Fund of the Associated Lighthouse Keepers and Their Widows, North Sea and Baltic Section",
    "lighthouse-keepers.example",
    ["Wolfeschlegelsteinhausenbergerdorff-Montgomery Aurelius the Younger"],
    0,
  ),
];

const firstNames = ["Ada", "Björn", "Chioma", "Dmitri", "Elif", "Farah", "Goran", "Hana", "Iker", "Jun"];
const lastNames = ["Aalto", "Bianchi", "Castro", "Dlamini", "Eriksen", "Fontaine", "Gupta"];
const start = Date.UTC(2026, 2, 2, 8) / 1000;

function workspace(
  id: string,
  name: string,
  domain: string,
  teammates: string[],
  contacts: number,
): Workspace {
  const team = teammates.map((teammate, index) => ({
    id: 500 + index,
    name: teammate,
    email: index === 0 ? `hello@${domain}` : `${teammate.split(" ")[0]?.toLowerCase()}@${domain}`,
  }));
  return {
    id,
    name,
    domain,
    teammates: team,
    teams: [{ id: 71, name: "Support", emoji: "🛟" }],
    tags: ["customer", "trial", "newsletter"].map((tag, index) => ({ id: 11 + index, name: tag })),
    contacts: Array.from({ length: contacts }, (_, index) => contact(index)),
    conversations: Array.from({ length: Math.ceil(contacts / 4) }, (_, index) => ({
      id: 9000 + index,
      subject: `Question ${index + 1}`,
      contactId: 70_000 + index * 4,
      createdAt: start + index * 7200,
    })),
  };
}

function contact(index: number): Contact {
  const first = firstNames[index % firstNames.length] ?? "";
  const last = lastNames[index % lastNames.length] ?? "";
  return {
    id: 70_000 + index,
    name: `${first} ${last}`,
    email: `contact${index + 1}@customers.example`,
    userId: `user-${index + 1}`,
    type: index % 3 === 2 ? "lead" : "user",
    createdAt: start + index * 3600,
    tags: [11 + (index % 3)],
  };
}
