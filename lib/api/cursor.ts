import "#lib/server-only";
import { InvalidRequest } from "./input.ts";

/** Where a page of a list ended, in a form that nobody is meant to read. */

type Place = { createdAt: Date; id: string };

export const writePlace = ({ createdAt, id }: Place): string => encoded(`${createdAt.getTime()} ${id}`);

export function readPlace(cursor: string): Place {
  const [, instant, id] = /^(\d{1,14}) ([\x21-\x7e]{1,60})$/.exec(decoded(cursor)) ?? [];
  if (instant === undefined || id === undefined) throw unreadable();
  return { createdAt: new Date(Number(instant)), id };
}

export const writePosition = (position: number): string => encoded(`at ${position}`);

export function readPosition(cursor: string): number {
  const [, position] = /^at (\d{1,15})$/.exec(decoded(cursor)) ?? [];
  if (position === undefined) throw unreadable();
  return Number(position);
}

const encoded = (text: string) => Buffer.from(text).toString("base64url");
const decoded = (cursor: string) => Buffer.from(cursor, "base64url").toString();
const unreadable = () => new InvalidRequest([{ at: "cursor", detail: "No cursor of this list." }]);
