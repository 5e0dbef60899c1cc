import { restoreBackup } from "#lib/backup/restore";

type Needed = (name: "from") => string;

export const restoreCommands = (values: { force?: boolean | undefined }, needed: Needed) => ({
  restore: {
    usage: "--from FILE [--force]   # the server stopped, its keys in place",
    alone: true as const,
    run: async () => {
      const { rows, keys } = await restoreBackup(
        needed("from"),
        { kind: "operator", id: null, name: null },
        { force: values.force === true },
      );
      const sealed = keys.length === 0 ? "Nothing in it is sealed." : `It opens with ${keys.join(", ")}.`;
      return `${rows} rows restored. ${sealed}`;
    },
  },
});
