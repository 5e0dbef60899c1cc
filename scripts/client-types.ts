import { writeFileSync } from "node:fs";
import { clientTypes } from "./lib/client-types.ts";

/** `npm run client:types`: writes the client's types anew after the API has changed. */
writeFileSync(new URL("../client/src/types.ts", import.meta.url), await clientTypes());
