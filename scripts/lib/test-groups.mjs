import { readdirSync } from "node:fs";
import { build } from "./build.mjs";
import { checks, runCheck } from "./checks.mjs";
import { playwright, vitest, vitestTogether } from "./groups.mjs";
import { inRoot } from "./root.mjs";
import { broken } from "./tally.mjs";

/** What runs the product, most of it on both engines. */
const served = ["flows", "flows-postgres", "reliability", "reliability-postgres"];

/**
 * All that `npm test` runs, in order; cheap and telling things first. A group is one test project or, in `parts`,
 * several that run together and are counted apart. `only` leaves out all but the part of that name and what it needs.
 */
export function testGroups(run, { only, args }) {
  let buildFailed = false;
  const inFolder = { folder: run.folder, args };
  const all = [...served, ...otherFolders()];
  const parts = all.includes(only) ? [only] : all;

  const afterBuild = (work) => async () => (buildFailed ? broken("not run, since the build failed") : work());
  const together = async () => {
    const env = { TEST_FOLDER: run.folder, TEST_DATABASE_URL: await run.postgresUrl() };
    return vitestTogether(parts, { ...inFolder, env });
  };

  const groups = [
    ...checks.map((check) => ({ name: check.name, work: async () => verdict(await runCheck(check)) })),
    { name: "unit", work: () => vitest("unit", inFolder) },
    { name: "emulators", work: () => vitest("emulators", inFolder) },
    {
      name: "build",
      work: async () => {
        const complaints = await build(process.env).then(
          () => "",
          (error) => error.message,
        );
        buildFailed = complaints !== "";
        return verdict(complaints);
      },
    },
    { name: parts.join(", "), parts, needsBuild: true, work: afterBuild(together) },
    {
      name: "pages",
      needsBuild: true,
      work: afterBuild(() => playwright({ folder: run.folder, env: { TEST_FOLDER: run.folder } })),
    },
  ];
  if (only === undefined) return groups;
  const asked = groups.find(({ name }) => name === only);
  if (!asked) {
    const names = groups.flatMap(({ name, parts = [name] }) => parts);
    throw new Error(`--only takes one of: ${names.join(", ")}.`);
  }
  return groups.filter((group) => group === asked || (group.name === "build" && asked.needsBuild));
}

function verdict(complaints) {
  if (complaints) console.log(complaints);
  return complaints ? broken() : { passed: 1, failed: 0, skipped: 0, failures: [], why: "" };
}

/** A folder of tests that nobody told us about is run too, as the vitest project of its name. */
function otherFolders() {
  const known = ["unit", "emulators", "reliability", "flows", "pages", "rig", "results"];
  return readdirSync(inRoot("tests"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !known.includes(entry.name) && hasTests(entry.name))
    .map(({ name }) => name);
}

const hasTests = (folder) =>
  readdirSync(inRoot("tests", folder), { recursive: true }).some((file) => /\.test\.tsx?$/.test(file));
