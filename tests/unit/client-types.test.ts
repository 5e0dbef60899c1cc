import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { clientTypes } from "../../scripts/lib/client-types.ts";
import { root } from "../../scripts/lib/root.mjs";

test("the client's types are those of the API as it is; `npm run client:types` writes them anew", async () => {
  expect(readFileSync(join(root, "client/src/types.ts"), "utf8")).toBe(await clientTypes());
});
