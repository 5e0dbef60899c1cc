import "#lib/server-only";
import { ROOT } from "./match.ts";

export const documentPath = `${ROOT}/openapi.json`;

export const documentText = () => "{}";
