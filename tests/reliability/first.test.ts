import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { store } from "#db/store";
import { personOfIdentity } from "#lib/people/users";
import { freshDatabase, testEngine } from "../rig/database.ts";
import { temporaryFolder } from "../rig/folder.ts";
import { openDesk } from "./desk.ts";

/** Who comes first to a new server through an identity provider administers it, and only they do. */

// Before anything reads the environment.
vi.hoisted(() => {
  process.env.SIGNUP = "open";
});
const folder = temporaryFolder();
const database = await freshDatabase(testEngine(), folder.path);
const desk = await openDesk({ url: database.url });
afterAll(async () => {
  await desk.close();
  await database.drop();
  folder.remove();
});
beforeEach(async () => {
  const { db, users } = store();
  await db.delete(users).returning({ id: users.id });
});

const identity = (subject: string, email = `${subject}@example.com`) => ({
  issuer: "https://issuer.example",
  subject,
  email,
  emailVerified: true,
  name: subject,
});

test("of twenty who come at the same moment one becomes administrator, and all come in", async () => {
  const people = await Promise.all(
    Array.from({ length: 20 }, (_, index) => personOfIdentity(identity(`p${index}`))),
  );
  expect(people.filter((each) => each?.role === "admin")).toHaveLength(1);
  expect(people.filter((each) => each?.role === "user")).toHaveLength(19);
});

test("one who comes twice at the same moment is one person", async () => {
  const twice = await Promise.all([personOfIdentity(identity("ida")), personOfIdentity(identity("ida"))]);
  expect(new Set(twice.map((each) => each?.id)).size).toBe(1);
  expect(twice[0]?.role).toBe("admin");
});

test.each(["no address", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", ""])(
  "an issuer's email like %j makes nobody",
  async (email) => {
    expect(await personOfIdentity(identity("eve", email))).toBeNull();
  },
);
