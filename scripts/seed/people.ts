import type { Schema } from "#db/schema";
import type { Chance } from "./chance.ts";

type User = Schema["users"]["$inferSelect"];

const first = [
  "Ada",
  "Olu",
  "Maya",
  "Søren",
  "Chloé",
  "Nguyễn",
  "Łukasz",
  "Zoë",
  "Priya",
  "José",
  "שירה",
  "ليلى",
  "美咲",
];
const last = [
  "Obi",
  "Okafor",
  "Example",
  "Nørgaard",
  "D’Arcy",
  "Thị Minh",
  "Wójcik",
  "van der Berg",
  "Iyer",
  "כהן",
  "الحداد",
  "佐藤",
];
const houses = [
  "Acme",
  "Northwind",
  "Globex",
  "Initech",
  "Umbrella",
  "Bluebird",
  "Éclair",
  "Zażółć",
  "الأفق",
  "山本",
];
const trades = [
  "Studios",
  "Films",
  "Bakery",
  "Support",
  "Learning",
  "Media",
  "للإنتاج",
  "映像",
  "& Sons",
  "GmbH",
];
const long =
  "Internationale Gesellschaft für bewegte Bilder und Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamte, Abteilung Öffentlichkeitsarbeit";

/** Somebody; one in twenty is a customer of the host application, who has no sign-in here. */
export function person(chance: Chance, number: number, createdAt: Date): User {
  const name = `${chance.one(first)} ${chance.one(last)}`;
  const customer = chance.under(20) === 0;
  return {
    id: seededId(1, number),
    email: customer ? `customer-${number}@customers.invalid` : `person-${number}@seeded.example`,
    name,
    passwordHash: null,
    subject: null,
    role: "user",
    customerId: customer ? `host-${number}` : null,
    disabledAt: null,
    mailsNeedsYou: true,
    mailsEnding: true,
    createdAt,
  };
}

export function accountName(chance: Chance, number: number): string {
  if (chance.under(200) === 0) return `${long} ${number}`;
  return `${chance.one(houses)} ${chance.one(trades)} ${number}`;
}

/** An id that rises with its number, so that an index grows at its end. */
export function seededId(kind: number, number: number): string {
  const text = number.toString(16).padStart(12, "0");
  return `5eed${kind.toString(16).padStart(4, "0")}-${text.slice(0, 4)}-4${text.slice(4, 7)}-8${text.slice(7, 10)}-${text.slice(-12)}`;
}
