import { userInfo } from "node:os";
import { parseArgs } from "node:util";
import { boot, shutDown } from "#lib/boot";
import { listEveryConnection } from "#lib/connections/everyone";
import { listUnclaimedInstallations } from "#lib/connections/unclaimed";
import { Failure } from "#lib/errors";
import { createUser, setDisabled, setPassword } from "#lib/people/users";
import { newId } from "#lib/random";
import { inRequest } from "#lib/request";
import { apiKeyCommands, apiKeyOptions } from "./commands/api-key.ts";
import { auditCommands } from "./commands/audit.ts";
import { backupCommands, backupOptions } from "./commands/backup.ts";
import { keysCommands } from "./commands/keys.ts";
import { restoreCommands } from "./commands/restore.ts";

/** The operator's command line, against the same database as the server. Answers on stdout, everything else on stderr. */

const options = {
  name: { type: "string" },
  email: { type: "string" },
  password: { type: "string" },
  role: { type: "string" },
  id: { type: "string" },
  ...apiKeyOptions,
  format: { type: "string" },
  ...backupOptions,
} as const;

const { values, positionals } = typed();

/** What was typed; an option that is not known, or lacks its value, ends it here. */
function typed() {
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(2);
  }
}

/** `alone`: the server's own start would stand in its way. */
type Command = { usage: string; run: () => Promise<string>; alone?: true };

const commands: Record<string, Command> = {
  ...apiKeyCommands(values, needed),
  ...backupCommands(needed),
  ...restoreCommands(values, needed),
  "user create": {
    usage: "--email E --password P --role user|admin [--name NAME]",
    run: async () => {
      const role = needed("role");
      if (role !== "user" && role !== "admin") throw new Failure("invalid_input", "role");
      const person = {
        email: needed("email"),
        password: needed("password"),
        name: values.name,
        role,
      } as const;
      return (await createUser(person)).id;
    },
  },
  "user set-password": {
    usage: "--email E --password P",
    run: () => setPassword(needed("email"), needed("password")).then(() => "changed"),
  },
  "user disable": {
    usage: "--email E",
    run: () => setDisabled(needed("email"), true).then(() => "disabled"),
  },
  "user enable": { usage: "--email E", run: () => setDisabled(needed("email"), false).then(() => "enabled") },
  "connections list": { usage: "", run: async () => table(await listEveryConnection()) },
  "installations list": { usage: "", run: async () => table(await listUnclaimedInstallations()) },
  ...auditCommands(values),
  ...keysCommands(),
};

function needed(name: keyof typeof values): string {
  const value = values[name];
  if (typeof value !== "string" || value === "") throw new Failure("invalid_input", `--${name} is missing`);
  return value;
}

/** A container may be run as a number that no name belongs to. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.()}`;
  }
}

const table = (rows: object[]) => rows.map((row) => JSON.stringify(row)).join("\n");

const usage = () =>
  [
    "Usage:",
    ...Object.entries(commands).map(([name, { usage }]) => `  npm run -s patchbay -- ${name} ${usage}`),
  ].join("\n");

const asked = positionals.join(" ");
const command = Object.hasOwn(commands, asked) ? commands[asked] : undefined;
if (command === undefined) {
  process.stderr.write(`${usage()}\n`);
  process.exit(2);
}
try {
  if (command.alone !== true) await boot();
  // Whoever may run this has the machine; the log names them as it does.
  const doer = { kind: "operator", id: null, name: userName() } as const;
  const answer = await inRequest({ id: newId(), address: null, doer }, command.run);
  if (answer !== "") process.stdout.write(`${answer}\n`);
  if (command.alone !== true) await shutDown();
} catch (error) {
  const reason = error instanceof Failure ? `${error.sentence} (${error.message})` : (error as Error).message;
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
