import type { Application } from "./emulator.ts";

/** Sets what was given of a registered application. */
export function changeApplication(application: Application, input: Record<string, unknown>) {
  for (const name of ["id", "secret", "name"] as const) {
    if (input[name]) application[name] = String(input[name]);
  }
  for (const name of ["redirectUris", "scopes"] as const) {
    if (input[name] !== undefined) application[name] = listOf(input[name]);
  }
  for (const name of ["webhookUrl", "installUrl"] as const) {
    if (input[name] !== undefined) application[name] = input[name] ? String(input[name]) : null;
  }
}

const listOf = (value: unknown) =>
  Array.isArray(value)
    ? value.map(String)
    : String(value ?? "")
        .split(/[\s,]+/)
        .filter(Boolean);
