import type { PersonEntry } from "#lib/people/administration";

/** Who somebody is, in the words of the list: an email for a person, the host's own id for its customer. */
export function personLine({ email, customerId }: Pick<PersonEntry, "email" | "customerId">): string {
  return customerId === null
    ? (email ?? "")
    : `Customer ${customerId} of the host application, no sign-in here`;
}

export const roleWords = { admin: "Administrator", user: "User" } as const;
