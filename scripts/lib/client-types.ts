import { compile } from "json-schema-to-typescript";
import { openApi } from "#lib/api/document";
import { routes } from "#lib/api/routes";

/** The client's types, from the description of the API that its routes themselves give. */
export async function clientTypes(): Promise<string> {
  const { schemas } = openApi(routes, "https://patchbay.example.com").components;
  const text = JSON.stringify(schemas).replaceAll("#/components/schemas/", "#/definitions/");
  const definitions = JSON.parse(text) as Record<string, object>;
  const made = await compile({ definitions } as object, "Unused", {
    bannerComment: "/** Made by `npm run client:types` from the routes of the API; edit those instead. */",
    unreachableDefinitions: true,
    additionalProperties: false,
    style: { printWidth: 110 },
  });
  // The compiler wants a root, and says of each shape that the root refers to it.
  return made
    .replace(/export interface Unused \{[^}]*\}\n/, "")
    .replaceAll(
      / \* This interface was referenced by `Unused`'s JSON-Schema\n \* via the `definition` "\w+"\.\n/g,
      "",
    )
    .replaceAll(/\/\*\*\n \*\/\n/g, "")
    .replaceAll(/ \*\n \*\//g, " */");
}
