import { createApiKey, listKeys, revokeApiKey, rotateApiKey } from "#lib/api/keys";
import { now } from "#lib/clock";
import { Failure } from "#lib/errors";

/** API keys from the command line. What makes one prints it and nothing else. */

export const apiKeyOptions = {
  scopes: { type: "string" },
  vendors: { type: "string" },
  owners: { type: "string" },
  rules: { type: "string" },
  expires: { type: "string" },
  overlap: { type: "string" },
} as const;

type Values = { [Name in keyof typeof apiKeyOptions | "name" | "id"]?: string | undefined };

export const apiKeyCommands = (values: Values, needed: (name: "name" | "id") => string) => ({
  "api-key create": {
    usage:
      "--name NAME [--scopes S,S] [--vendors V,V] [--owners E,E] [--rules 'GET /a; POST /b'] [--expires 90d|2027-01-31]",
    run: async () => {
      const { key } = await createApiKey("operator", {
        name: needed("name"),
        scopes: list(values.scopes),
        vendors: list(values.vendors),
        owners: list(values.owners),
        rules: values.rules,
        expiresAt: values.expires === undefined ? undefined : instant(values.expires),
      });
      return key;
    },
  },
  "api-key list": { usage: "", run: async () => table(await listKeys("operator")) },
  "api-key rotate": {
    usage: "--id ID [--overlap 24h|7d|0h]",
    run: async () =>
      (await rotateApiKey("operator", needed("id"), span(values.overlap ?? "24h", "overlap"))).key,
  },
  "api-key revoke": {
    usage: "--id ID",
    run: () => revokeApiKey("operator", needed("id")).then(() => "revoked"),
  },
});

const list = (text: string | undefined) => text?.split(",").map((part) => part.trim());

const table = (rows: object[]) => rows.map((row) => JSON.stringify(row)).join("\n");

const unitsMs = { h: 3_600_000, d: 86_400_000 };

/** "24h", "7d". */
function span(text: string, name: string): number {
  const [, count, unit] = /^(\d{1,5})([hd])$/.exec(text) ?? [];
  if (count === undefined) throw new Failure("invalid_input", `--${name} ${text}`);
  return Number(count) * unitsMs[unit as keyof typeof unitsMs];
}

/** From now on for a while, or until a day or an instant. */
function instant(text: string): Date {
  if (/^\d+[hd]$/.test(text)) return new Date(now().getTime() + span(text, "expires"));
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new Failure("invalid_input", `--expires ${text}`);
  return at;
}
