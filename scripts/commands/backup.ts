import { makeBackup } from "#lib/backup/make";

type Needed = (name: "to") => string;

export const backupOptions = {
  to: { type: "string" },
  from: { type: "string" },
  force: { type: "boolean" },
} as const;

export const backupCommands = (needed: Needed) => ({
  backup: {
    usage: "--to FILE",
    run: async () => {
      const file = needed("to");
      const { rows, sha256 } = await makeBackup(file, { kind: "operator", id: null, name: null });
      return `${rows} rows in ${file}, SHA-256 of its contents ${sha256}. The keys that open it are not in it: keep patchbay.key, or PATCHBAY_KEYS, somewhere else.`;
    },
  },
});
