import { readdirSync } from "node:fs";
import { build } from "./build.mjs";
import { checks, runCheck } from "./checks.mjs";
import { playwright, vitest } from "./groups.mjs";
import { inRoot } from "./root.mjs";
import { broken } from "./tally.mjs";

/** All that `npm test` runs, in order; cheap and telling things first. */
export function testGroups(run, args) {
  let buildFailed = false;
  const inFolder = { folder: run.folder, args };

  const afterBuild = (name, work) => ({
    name,
    needsBuild: true,
    work: async () => (buildFailed ? broken("not run, since the build failed") : work()),
  });
  const onEngine = async (project, engine) => {
    const env = { TEST_ENGINE: engine, TEST_FOLDER: run.folder, TEST_DATABASE_URL: await run.postgresUrl() };
    return vitest(project, { ...inFolder, env });
  };

  return [
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
    ...otherFolders().map((name) => afterBuild(name, () => onEngine(name, "sqlite"))),
    afterBuild("reliability", () => onEngine("reliability", "sqlite")),
    afterBuild("reliability-postgres", () => onEngine("reliability", "postgres")),
    afterBuild("flows", () => onEngine("flows", "sqlite")),
    afterBuild("flows-postgres", () => onEngine("flows", "postgres")),
    afterBuild("pages", () => playwright({ folder: run.folder, env: { TEST_FOLDER: run.folder } })),
  ];
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
