import { afterEach, beforeEach, expect, test } from "vitest";
import type { Person } from "../rig/person.ts";
import { api, apiKey, clearDesk, flows, hours, link, post, sharedRig, somebody } from "./fixtures.ts";

/** The line on which a page hears of changes. */

const rig = sharedRig();
const lines: AbortController[] = [];
beforeEach(() => clearDesk(rig));
afterEach(() => {
  for (const each of lines.splice(0)) each.abort();
});

/** Opens the line as a browser would; each call of the answer waits for the next event. */
async function listen(who: Person, headers: Record<string, string> = {}) {
  const ending = new AbortController();
  lines.push(ending);
  const cookie = who.jar.header(new URL(rig.url), { method: "GET", crossSite: false });
  const answer = await fetch(`${rig.url}/api/live`, {
    headers: { cookie, ...headers },
    signal: ending.signal,
  });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    answer,
    async next() {
      for (;;) {
        const [, id, data] = /id: (\d+)\nevent: change\ndata: (.*)\n\n/.exec(text) ?? [];
        if (id !== undefined && data !== undefined) {
          text = text.slice(text.indexOf(data) + data.length + 2);
          return { id, ...(JSON.parse(data) as { connection: string; sentence: string }) };
        }
        const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
        if (done) return null;
        text += value;
      }
    },
  };
}

const testNow = (who: Person, id: string) => post(who, `/connections/${id}/test`, {}, new URL(rig.url));

test("a person hears of their own connections and of nobody else's", async () => {
  const [ann, ben] = [await somebody(rig, "Ann"), await somebody(rig, "Ben")];
  const [hers, his] = [await link(rig, ann, flows.wistia), await link(rig, ben, flows.wistia)];
  const line = await listen(ben);
  expect(line.answer.headers.get("content-type")).toContain("text/event-stream");
  await testNow(ann, hers);
  await testNow(ben, his);
  const heard = await line.next();
  expect(heard?.connection).toBe(his);
  expect(heard?.sentence).toContain("Acme Studios");
  expect(heard?.sentence).toContain("Tested");
});

test("whoever was away hears what was missed, and nothing that came before", async () => {
  const ann = await somebody(rig, "Ann");
  const id = await link(rig, ann, flows.wistia);
  const line = await listen(ann);
  await testNow(ann, id);
  const heard = await line.next();
  for (const each of lines.splice(0)) each.abort();
  await post(ann, `/connections/${id}/refresh`, {}, new URL(rig.url));
  const again = await listen(ann, { "last-event-id": String(heard?.id) });
  expect((await again.next())?.sentence).toContain("Renewed");
});

test("a line without a session is refused, and one whose session has ended is closed", async () => {
  expect((await fetch(`${rig.url}/api/live`)).status).toBe(401);
  const ann = await somebody(rig, "Ann");
  const id = await link(rig, ann, flows.wistia);
  const line = await listen(ann);
  await post(ann, "/account/sign-out-everywhere", {}, new URL(rig.url));
  await rig.clock.advance(hours(7));
  await api(rig, await apiKey(rig), `connections/${id}/token`);
  expect(await line.next()).toBeNull();
});
