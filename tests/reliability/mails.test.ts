import { afterAll, expect, test } from "vitest";
import { claimMail, listDueMails, listMails, writeMail } from "#db/mails";
import { store } from "#db/store";
import type { Actor } from "#lib/people/sessions";
import { newId } from "#lib/random";
import { freshDatabase, testEngine } from "../rig/database.ts";
import { temporaryFolder } from "../rig/folder.ts";
import { openDesk } from "./desk.ts";

/** An email that several processes could send, and one that is written while another is on its way. */

const folder = temporaryFolder();
const database = await freshDatabase(testEngine(), folder.path);
const desk = await openDesk({ url: database.url });
afterAll(async () => {
  await desk.close();
  await database.drop();
  folder.remove();
});

const minute = 60_000;
const at = new Date();
const later = (minutes: number) => new Date(at.getTime() + minutes * minute);

/** In one batch with a change that goes through, as everywhere. */
const write = (person: Actor, text: string, createdAt: Date) =>
  store().atomically([
    (db) => db.select({ id: store().users.id }).from(store().users).limit(1),
    ...writeMail(
      { id: newId(), userId: person.userId, subject: "One", text, createdAt, dueAt: later(3) },
      {
        kind: "mailsNeedsYou",
        since: new Date(createdAt.getTime() - 3 * minute),
        subject: "Several",
        between: "\n",
      },
    ),
  ]);

test("of twenty who want to send one mail, one may", async () => {
  await write(await desk.person(), "x", at);
  const [due] = await listDueMails(later(4), 10);
  if (due === undefined) throw new Error("Nothing is due.");
  const claims = await Promise.all(Array.from({ length: 20 }, () => claimMail(due, later(4), later(6))));
  expect(claims.filter((each) => each !== null)).toHaveLength(1);
  expect(await listDueMails(later(5), 10)).toEqual([]);
  expect(await listDueMails(later(6), 10)).toEqual([{ id: due.id, failures: 1 }]);
});

test("what happens while a mail is on its way is told in another one", async () => {
  const person = await desk.person();
  await write(person, "first", at);
  const due = (await listDueMails(later(4), 10)).find(({ failures }) => failures === 0);
  if (due === undefined) throw new Error("Nothing is due.");
  expect((await claimMail(due, later(4), later(6)))?.text).toBe("first");
  await write(person, "second", later(1));
  expect((await listMails(person.userId, 10)).map(({ text }) => text)).toEqual(["second", "first"]);
});
