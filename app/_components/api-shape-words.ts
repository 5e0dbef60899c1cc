import type { OpenApi, Schema } from "#lib/api/document";

/** JSON Schema in a few words. Pure. */

const PREFIX = "#/components/schemas/";

/** The name of the shape that a schema refers to. */
export function shapeName(schema: Schema | undefined): string | null {
  const reference = schema?.$ref;
  return typeof reference === "string" && reference.startsWith(PREFIX)
    ? reference.slice(PREFIX.length)
    : null;
}

export function referred(schema: Schema, { components }: OpenApi): Schema {
  const name = shapeName(schema);
  return name === null ? schema : ((components.schemas as Record<string, Schema>)[name] ?? {});
}

/** "text", "list of Connection", "text or null". */
export function kindOf(schema: Schema): string {
  const name = shapeName(schema);
  if (name !== null) return name;
  const choices = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices)) return choices.map((each: Schema) => kindOf(each)).join(" or ");
  if (Array.isArray(schema.enum)) return schema.enum.map((each) => JSON.stringify(each)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === "array") return `list of ${kindOf((schema.items ?? {}) as Schema)}`;
  if (schema.format === "date-time") return "instant";
  if (schema.format === "uri") return "address";
  return words[String(schema.type)] ?? "anything";
}

const words: Record<string, string> = {
  string: "text",
  integer: "number",
  number: "number",
  boolean: "true or false",
  null: "null",
  object: "object",
};
