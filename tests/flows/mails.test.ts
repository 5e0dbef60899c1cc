import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { person } from "../rig/person.ts";
import {
  clearDesk,
  clearFaults,
  fault,
  flows,
  hours,
  keys,
  link,
  linkWithKey,
  minutes,
  password,
  row,
  settings,
  sharedRig,
  somebody,
  until,
} from "./fixtures.ts";

/** What people are written about their connections, and how it leaves: through a mail server that none of us wrote. */

type Delivered = { from: string; to: string[]; headers: Map<string, string>; text: string };

const delivered: Delivered[] = [];
/** What the mail server answers an address with, where it is no. */
let refusal: number | null = null;
const sender = "Patchbay <patchbay@example.com>";
const secret = "the password of the mail server";

const mailServer = new SMTPServer({
  disabledCommands: ["STARTTLS"],
  allowInsecureAuth: true,
  logger: false,
  onAuth: (auth, _, done) =>
    auth.password === secret ? done(null, { user: "patchbay" }) : done(new Error("no")),
  onRcptTo: (_, __, done) =>
    done(refusal === null ? null : Object.assign(new Error("no"), { responseCode: refusal })),
  onData(stream, session, done) {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      const from = session.envelope.mailFrom === false ? "" : session.envelope.mailFrom.address;
      const to = session.envelope.rcptTo.map(({ address }) => address);
      delivered.push({ from, to, ...parsed(Buffer.concat(chunks).toString("utf8")) });
      done();
    });
  },
});

/** As a mail program would read it: headers unfolded, the text out of its encoding. */
function parsed(raw: string) {
  const [head = "", ...body] = raw.split("\r\n\r\n");
  const lines = head.replace(/\r\n[ \t]+/g, " ").split("\r\n");
  const headers = new Map(
    lines.map((line) => {
      const at = line.indexOf(":");
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()] as const;
    }),
  );
  const content = body.join("\r\n\r\n");
  const encoding = headers.get("content-transfer-encoding");
  const text =
    encoding === "base64"
      ? Buffer.from(content, "base64").toString("utf8")
      : encoding === "quoted-printable"
        ? unquoted(content)
        : content;
  return { headers, text: text.replaceAll("\r\n", "\n") };
}

const unquoted = (text: string) =>
  Buffer.from(
    text
      .replace(/=\r\n/g, "")
      .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString("utf8");

/** RFC 2047. */
const decoded = (text = "") =>
  text
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_, kind, word) =>
      kind.toUpperCase() === "B"
        ? Buffer.from(word, "base64").toString("utf8")
        : unquoted(word.replaceAll("_", " ")),
    );

const rig = sharedRig();
let who: Awaited<ReturnType<typeof somebody>>;

beforeAll(async () => {
  mailServer.listen(0, "127.0.0.1");
  await once(mailServer.server, "listening");
  who = await somebody(rig, "Ada Obi");
});
afterAll(() => new Promise<void>((resolve) => mailServer.close(() => resolve())));

beforeEach(async () => {
  await clearDesk(rig);
  await rig.query("DELETE FROM mails");
  delivered.length = 0;
  refusal = null;
});

/** The vendor forgets the link, and the next test of it finds out. */
async function refused(account: string = flows.wistia.account.id) {
  const id = await link(rig, who, flows.wistia, account);
  await rig.emulator.control("POST", "wistia/revoke", { person: flows.wistia.person });
  await who.get(`/connections/${id}`);
  await who.submit("Test now");
  expect(who.saying("status").join()).toContain("Needs you");
  return id;
}

async function outbox() {
  await who.get("/account/outbox");
  return who.saying("heading").slice(1);
}

const choose = async (choice: { needsYou: boolean; ending: boolean }) => {
  await who.get("/account");
  await who.submit(
    "Save",
    { "When an account needs you": choice.needsYou, "Before an account ends": choice.ending },
    { within: who.page().querySelector('form[action="/account/mails"]') ?? who.page() },
  );
  expect(who.text()).toContain("Your choice of emails is kept.");
};

const iso = (at: Date) => (rig.engine === "postgres" ? `'${at.toISOString()}'` : String(at.getTime()));
const ourNow = () => Date.now() + rig.clock.offset();

/** A token that nothing renews, with so long to live. */
async function endsIn(id: string, ms: number) {
  const no = rig.engine === "postgres" ? "false" : "0";
  await rig.query(
    `UPDATE connections SET renewable = ${no}, expires_at = ${iso(new Date(ourNow() + ms))},
     due_at = ${iso(new Date(ourNow() - 1_000))} WHERE id = '${id}'`,
  );
}

describe("where nothing is sent, the local outbox", () => {
  test("shows that a link was refused: which, since when, what to do, where, and how to stop it", async () => {
    const id = await refused();
    expect(await outbox()).toEqual(["“Acme Studios” at Wistia needs you"]);
    expect(who.text()).toContain(`In real life these were sent to ${who.email}`);
    expect(who.text()).toContain("Hello Ada Obi,");
    expect(who.text()).toMatch(
      /Wistia no longer accepts the link to “Acme Studios”, since \w+ \d+ \w+ \d{4} at/,
    );
    expect(who.links()).toContain(`${rig.url}/connections/${id}`);
    expect(who.links()).toContain(`${rig.url}/account`);
    await rig.sweep();
    expect(await outbox()).toHaveLength(1);
  });

  test("shows a removal at the vendor", async () => {
    await settings(rig, "wix", { webhooks: "valid" });
    const id = await link(rig, who, flows.wix);
    const { account_id: instance } = await row(rig, id);
    await rig.emulator.control("POST", "wix/uninstall", { instance });
    await settings(rig, "wix", { webhooks: "off" });
    await until("the vendor's word has been acted on", async () => (await row(rig, id)).status === "revoked");
    expect(await outbox()).toEqual(["“Acme Bakery” was removed at Wix"]);
  });

  test("shows what ends before it ends, and then that it has ended", async () => {
    const id = await linkWithKey(who, keys.acmeSandbox);
    await endsIn(id, hours(20));
    await rig.sweep();
    const [first] = await outbox();
    expect(first).toMatch(/^“api\.video sandbox .+” at api\.video ends on \w+day \d+ \w+ \d{4}$/);
    await rig.clock.advance(hours(21));
    await rig.sweep();
    expect(await outbox()).toEqual([expect.stringContaining("needs you"), first]);
    expect(who.text()).toContain("its token has run out, and this link cannot renew itself");
  });

  test("stays empty for a vendor's own trouble", async () => {
    const id = await link(rig, who, flows.wistia);
    await fault(rig, { vendor: "wistia", kind: "status", status: 503, times: 50 });
    await rig.clock.advance(hours(7));
    await rig.sweep();
    await who.get(`/connections/${id}`);
    await who.submit("Refresh now");
    expect(await outbox()).toEqual([]);
    await clearFaults(rig);
  });

  test("stays empty for a disconnect of one's own", async () => {
    const id = await link(rig, who, flows.wistia);
    await who.get(`/connections/${id}/disconnect`);
    await who.submit("Disconnect");
    expect(await outbox()).toEqual([]);
  });

  test("tells of several accounts that fail together in one email, of later ones in another", async () => {
    const first = await refused();
    const second = await refused(flows.wistia.other.id);
    expect(await outbox()).toEqual(["Several of your accounts need you"]);
    for (const id of [first, second]) expect(who.links()).toContain(`${rig.url}/connections/${id}`);
    await rig.clock.advance(minutes(4));
    await rig.query("DELETE FROM connections");
    await refused();
    expect(await outbox()).toEqual([
      "“Acme Studios” at Wistia needs you",
      "Several of your accounts need you",
    ]);
  });

  test("holds what its person asked for only", async () => {
    await choose({ needsYou: false, ending: true });
    await refused();
    expect(await outbox()).toEqual([]);
    await rig.query("DELETE FROM connections");
    await choose({ needsYou: true, ending: false });
    await endsIn(await linkWithKey(who, keys.acmeSandbox), hours(20));
    await rig.sweep();
    expect(await outbox()).toEqual([]);
    await choose({ needsYou: true, ending: true });
  });

  test("is each person's own", async () => {
    await refused();
    const other = await somebody(rig);
    await other.get("/account/outbox");
    expect(other.text()).toContain("Nothing written yet");
  });
});

describe("with a mail server", () => {
  const smtpUrl = () => {
    const { port } = mailServer.server.address() as AddressInfo;
    return `smtp://patchbay:${encodeURIComponent(secret)}@127.0.0.1:${port}`;
  };
  let second: Awaited<ReturnType<typeof rig.another>>;

  beforeAll(async () => {
    await rig.restart({ SMTP_URL: smtpUrl(), MAIL_FROM: sender });
    second = await rig.another();
  });

  const stored = async () => (await rig.query("SELECT * FROM mails"))[0];

  test("an email goes out once, a few minutes later, whoever sweeps", async () => {
    const id = await refused();
    await rig.sweep();
    expect(delivered).toEqual([]); // Another account may fail as well.
    await rig.clock.advance(minutes(4));
    await Promise.all([rig.sweep(), rig.sweep(second.url), rig.sweep(), rig.sweep(second.url)]);
    expect(delivered).toHaveLength(1);
    const [mail] = delivered;
    expect(mail).toMatchObject({ from: "patchbay@example.com", to: [who.email] });
    expect(mail?.headers.get("from")).toBe(sender);
    expect(mail?.headers.get("to")).toBe(who.email);
    expect(decoded(mail?.headers.get("subject"))).toBe("“Acme Studios” at Wistia needs you");
    expect(mail?.headers.get("auto-submitted")).toBe("auto-generated");
    expect(mail?.headers.get("list-unsubscribe")).toBe(`<${rig.url}/account>`);
    expect(mail?.headers.get("content-type")).toContain("text/plain");
    expect(mail?.text).toContain("Hello Ada Obi,");
    expect(mail?.text).toContain(`${rig.url}/connections/${id}`);
    await rig.clock.advance(hours(2));
    await rig.sweep();
    expect(delivered).toHaveLength(1);
    expect(await outbox()).toHaveLength(1);
    expect(who.text()).toMatch(/^Sent$/m);
  });

  test("nothing that others choose gets into the headers", async () => {
    const id = await link(rig, who, flows.wistia);
    const evil = "Acme\r\nBcc: victim@example.com\r\n\r\nNo <b>body</b>, victim@example.com";
    await rig.query(`UPDATE connections SET account_name = '${evil}' WHERE id = '${id}'`);
    await rig.query(`UPDATE users SET name = '${evil}' WHERE email = '${who.email}'`);
    await rig.emulator.control("POST", "wistia/revoke", { person: flows.wistia.person });
    await who.get(`/connections/${id}`);
    await who.submit("Test now");
    await rig.clock.advance(minutes(4));
    await rig.sweep();
    expect(delivered).toHaveLength(1);
    const [mail] = delivered;
    expect(mail?.to).toEqual([who.email]);
    for (const name of ["bcc", "cc", "no <b>body</b>"]) expect(mail?.headers.has(name)).toBe(false);
    expect(mail?.headers.get("to")).toBe(who.email);
    expect(decoded(mail?.headers.get("subject"))).toMatch(/^“Acme Bcc: victim@example\.com/);
    await rig.query(`UPDATE users SET name = 'Ada Obi' WHERE email = '${who.email}'`);
  });

  test("that is away is asked again, with pauses, for a day; then no more", async () => {
    await refused();
    refusal = 451;
    let tries = 0;
    const attended = async () => (await rig.sweep()).attended;
    await rig.clock.advance(minutes(4));
    for (let round = 0; round < 40; round++) {
      await rig.sweep();
      tries = Number((await stored())?.failures);
      await rig.clock.advance(minutes(60));
    }
    expect(tries).toBeGreaterThan(10);
    expect(tries).toBeLessThan(30);
    expect((await stored())?.due_at).toBeNull();
    refusal = null;
    await attended();
    expect(delivered).toEqual([]);
    expect(await outbox()).toHaveLength(1);
    expect(who.text()).toContain("Could not be sent");
  });

  test("that comes back gets what waited", async () => {
    await refused();
    refusal = 451;
    await rig.clock.advance(minutes(4));
    await rig.sweep();
    expect(delivered).toEqual([]);
    refusal = null;
    await rig.sweep();
    expect(delivered).toEqual([]); // It is let alone for a moment.
    await rig.clock.advance(minutes(3));
    await rig.sweep();
    expect(delivered).toHaveLength(1);
  });

  test("that does not know the address is not asked again", async () => {
    await refused();
    refusal = 550;
    await rig.clock.advance(minutes(4));
    await rig.sweep();
    expect(await stored()).toMatchObject({ failures: 1, due_at: null, sent_at: null });
  });

  test("somebody who was disabled meanwhile gets nothing more", async () => {
    await refused();
    await rig.cli("user", "disable", "--email", who.email);
    await rig.clock.advance(minutes(4));
    await rig.sweep();
    expect(delivered).toEqual([]);
    await rig.cli("user", "enable", "--email", who.email);
    await who.signIn(who.email, password);
  });

  test("its password and what it says reach no log", async () => {
    await rig.restart({ SMTP_URL: smtpUrl().replace(/:[^:@]+@/, ":wrong-password-1b7c@") });
    await refused();
    await rig.clock.advance(minutes(4));
    await rig.sweep();
    expect(delivered).toEqual([]);
    expect(rig.logs()).toContain('"code":"EAUTH"');
    for (const word of [secret, encodeURIComponent(secret), "wrong-password-1b7c", "Acme Studios", who.email])
      expect(rig.logs()).not.toContain(word);
  });
});

test("away from the emulators there is no outbox to look at", async () => {
  const real = await rig.another({ EMULATOR_URL: "", CLOCK_FILE: "", SMTP_URL: "", MAIL_FROM: "" });
  const visitor = person(rig);
  const email = who.email;
  await visitor.signIn(email, password);
  expect((await visitor.get(`${real.url}/account/outbox`)).status).toBe(404);
  await visitor.get(`${real.url}/account`);
  expect(visitor.text()).toContain("This server sends no emails yet");
  expect(visitor.links()).not.toContain("local outbox");
});
