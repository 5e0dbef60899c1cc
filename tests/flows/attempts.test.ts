import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dump } from "../rig/database.ts";
import { person } from "../rig/person.ts";
import {
  answerOf,
  autopilot,
  clearDesk,
  connectionId,
  countConnections,
  deliver,
  type Flow,
  fault,
  flows,
  link,
  minutes,
  password,
  post,
  redirectFlows,
  serverCalls,
  settings,
  sharedRig,
  somebody,
  startLink,
  tokenRequests,
  until,
} from "./fixtures.ts";

/** Everything between pressing Connect and an account that is linked: who may come back, how often, and with what. */

const rig = sharedRig();
let who: Awaited<ReturnType<typeof somebody>>;

let other: typeof who;

beforeAll(async () => {
  [who, other] = await Promise.all([somebody(rig), somebody(rig, "Olu Other")]);
  // Every browser that ever began something has a mark of its own.
  await startLink(rig, other, flows.gist);
});
beforeEach(() => clearDesk(rig));

const outcomes = async () =>
  (await rig.query("SELECT outcome FROM link_attempts ORDER BY created_at")).map(({ outcome }) => outcome);
const lastOutcome = async () => (await outcomes()).at(-1);
const location = ({ headers }: { headers: Record<string, string> }) =>
  new URL(headers.location ?? "about:blank");
const problem = (answer: { headers: Record<string, string> }) => location(answer).searchParams.get("problem");

describe("a person who does not agree", () => {
  test("at Wistia comes back to a sentence that says so, and nothing is linked", async () => {
    await who.get("/connect/wistia");
    await who.submit("Continue to Wistia");
    await who.submit(/^Continue as Maya/);
    await who.submit(/^Acme Studios/);
    await who.submit("Deny");
    expect(who.path()).toBe("/connections");
    expect(who.text()).toContain("Access was declined");
    expect(who.text()).toContain("nothing was linked and nothing was changed");
    expect(who.text()).not.toContain("resource owner");
    expect(who.url().search).not.toMatch(/code|state|description/);
    expect(await serverCalls(rig)).toEqual([]);
    expect(who.text()).not.toContain("Waiting for Wistia");
  });

  test.each([flows.gist, flows.wix, flows["wix-advanced"]])(
    "at $name is left there; here an attempt waits, and cancelling it throws a late answer away",
    async (flow: Flow) => {
      await autopilot(rig, flow, { answer: "deny" });
      await who.get(`/connect/${flow.id}`);
      await who.submit(`Continue to ${flow.name}`);
      expect(who.url().origin).toBe(rig.emulator.url);
      expect(who.text()).toMatch(/nothing was sent to the app/);
      await who.get("/connections");
      expect(who.text()).toContain(`Waiting for ${flow.name}`);

      const late = await answerOf(rig, who, flow);
      await who.get("/connections");
      await who.submit("Cancel");
      expect(who.text()).toContain("The attempt is cancelled. Nothing was linked.");
      const answer = await deliver(rig, who, late);
      expect(problem(answer)).toBe("link_cancelled");
      expect(await serverCalls(rig)).toEqual([]);
      expect(await lastOutcome()).toBe("link_cancelled");
    },
  );

  test("at a Wistia account where they are only a contributor is told so by Wistia, and the attempt waits", async () => {
    await who.get("/connect/wistia");
    await who.submit("Continue to Wistia");
    await who.submit("Use another person");
    await who.submit(/^Continue as Tom/);
    expect(who.answer().status).toBe(403);
    expect(who.text()).toContain("Only owners and managers of Acme Studios");
    await who.get("/connections");
    expect(who.text()).toContain("Waiting for Wistia");
    expect(await serverCalls(rig)).toEqual([]);
  });
});

test("an attempt nobody answers disappears after ten minutes, and its late answer has expired", async () => {
  const late = await answerOf(rig, who, flows.gist);
  await rig.clock.advance(minutes(9));
  await who.get("/connections");
  expect(who.text()).toContain("Waiting for Gist");
  await rig.clock.advance(minutes(1) + 1_000);
  await who.get("/connections");
  expect(who.text()).not.toContain("Waiting for Gist");
  expect(problem(await deliver(rig, who, late))).toBe("link_expired");
  expect(await serverCalls(rig)).toEqual([]);
});

test("a vendor's other errors are answered in our own words", async () => {
  for (const [error, code] of [
    ["server_error", "provider_unreachable"],
    ["temporarily_unavailable", "provider_unreachable"],
    ["invalid_scope", "provider_refused"],
    ["<script>alert(1)</script>", "provider_refused"],
  ] as const) {
    const answer = await answerOf(rig, who, flows.wistia);
    answer.searchParams.delete("code");
    answer.searchParams.set("error", error);
    answer.searchParams.set("error_description", "Ignore previous instructions <b>");
    const { headers } = await deliver(rig, who, answer);
    expect(headers.location).toBe(`${rig.url}/connections?problem=${code}&provider=wistia`);
  }
  expect(await serverCalls(rig)).toEqual([]);
});

describe.each(redirectFlows)("an answer from $name", (flow) => {
  test("delivered twice shows what it linked, and the code is redeemed once", async () => {
    const answer = await answerOf(rig, who, flow);
    const first = location(await deliver(rig, who, answer));
    const before = (await tokenRequests(rig, flow)).length;
    const second = location(await deliver(rig, who, answer));
    expect(second.pathname).toBe(first.pathname);
    expect(first.searchParams.get("done")).toBe("linked");
    expect(second.searchParams.get("done")).toBe("already_linked");
    expect(await tokenRequests(rig, flow)).toHaveLength(before);
    expect(before).toBe(1);
    await who.get(second.pathname + second.search);
    expect(who.text()).toContain("Nothing was done twice.");
  });

  test("delivered fifty times at once is redeemed once and leads everybody to the same page", async () => {
    const answer = await answerOf(rig, who, flow);
    await fault(rig, { vendor: flow.vendor, kind: "delay", delayMs: 150 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => deliver(rig, who, answer)));
    expect(new Set(answers.map((each) => location(each).pathname)).size).toBe(1);
    expect(location(answers[0] as (typeof answers)[0]).pathname).toMatch(/^\/connections\/[0-9a-f-]{36}$/);
    expect(await tokenRequests(rig, flow)).toHaveLength(1);
    expect(await countConnections(rig)).toBe(1);
  });

  test("begun by somebody else links nothing, and the attempt is burnt", async () => {
    await refusedAndBurnt(flow, { bearer: other, code: "link_other_person", at: "/connections" });
  });

  test("begun in another browser of the same person links nothing, and the attempt is burnt", async () => {
    const elsewhere = person(rig);
    await elsewhere.signIn(who.email, password);
    await startLink(rig, elsewhere, flows.gist);
    await refusedAndBurnt(flow, { bearer: elsewhere, code: "link_other_browser", at: "/connections" });
  });

  test("begun in an earlier session of the same browser links nothing, and the attempt is burnt", async () => {
    await refusedAndBurnt(flow, {
      bearer: who,
      code: "link_other_browser",
      at: "/connections",
      meanwhile: async () => {
        await who.get("/account");
        await who.submit("Sign out");
        await who.signIn(who.email, password);
      },
    });
  });

  test("that reaches a browser where nobody is signed in links nothing, and the attempt is burnt", async () => {
    await refusedAndBurnt(flow, { bearer: person(rig), code: "link_other_browser", at: "/sign-in" });
  });

  test.each([
    ["without a mark", ""],
    ["with another browser's mark", "; patchbay-browser=bm90IHRoZSBtYXJrIG9mIHRoaXMgYnJvd3Nlcg"],
  ])("in this person's session %s links nothing, and the attempt is burnt", async (_, mark) => {
    const session = who.jar.get("patchbay-session");
    await refusedAndBurnt(flow, {
      bearer: person(rig),
      headers: { cookie: `patchbay-session=${session}${mark}` },
      code: "link_other_browser",
      at: "/connections",
    });
  });
});

async function refusedAndBurnt(
  flow: Flow,
  {
    bearer,
    code,
    at,
    headers = {},
    meanwhile,
  }: {
    bearer: ReturnType<typeof person>;
    code: string;
    at: string;
    headers?: Record<string, string>;
    meanwhile?: () => Promise<void>;
  },
) {
  const answer = await answerOf(rig, who, flow);
  await meanwhile?.();
  const refused = location(await deliver(rig, bearer, answer, headers));
  expect(refused.pathname).toBe(at);
  expect(refused.searchParams.get("problem")).toBe(code);
  // Nor does it work in the right hands any more.
  expect(problem(await deliver(rig, who, answer))).toBe(
    code === "link_other_person" ? code : "link_other_browser",
  );
  expect(await serverCalls(rig)).toEqual([]);
  expect(await countConnections(rig)).toBe(0);
  expect(await lastOutcome()).toBe(code);
}

test("pressing Continue twice makes two attempts, either of which links the one account", async () => {
  const answers = [await answerOf(rig, who, flows.wistia), await answerOf(rig, who, flows.wistia)];
  const pages = [];
  for (const each of answers) pages.push(location(await deliver(rig, who, each)).pathname);
  expect(new Set(pages).size).toBe(1);
  expect(await countConnections(rig)).toBe(1);
});

const pairs = redirectFlows.flatMap((from) =>
  redirectFlows.filter((to) => to !== from).map((to) => ({ from, to })),
);
test.each(pairs)(
  "$from.name's answer brought to $to.name's callback is refused without a call",
  async ({ from, to }) => {
    const answer = await answerOf(rig, who, from);
    answer.pathname = `/link/${to.id}/callback`;
    const refused = location(await deliver(rig, who, answer));
    expect(refused.pathname).toBe(`/connect/${to.id}`);
    expect(refused.searchParams.get("problem")).toBe("link_unknown");
    expect(refused.search).not.toMatch(/code=|state=/);
    expect(await serverCalls(rig)).toEqual([]);
    expect(await countConnections(rig)).toBe(0);
  },
);

describe("an answer to nothing we began", () => {
  test.each(redirectFlows)(
    "leads $name's people to a page from which they can begin safely",
    async (flow) => {
      const answer = new URL(`${rig.url}/link/${flow.id}/callback?code=planted&state=planted`);
      await who.get(answer.pathname + answer.search);
      expect(who.path()).toBe(`/connect/${flow.id}`);
      expect(who.saying("heading")).toContain(`Finish connecting ${flow.name}`);
      expect(who.buttons()).toContain(`Continue to ${flow.name}`);
      expect(who.html()).not.toContain("planted");
      expect(await serverCalls(rig)).toEqual([]);
    },
  );

  test("asks for a sign-in first and then finishes there", async () => {
    const stranger = person(rig);
    await stranger.get("/link/gist/callback?code=planted&state=planted");
    expect(stranger.path()).toBe("/sign-in");
    await stranger.submit("Sign in", { Email: who.email, Password: password });
    expect(stranger.path()).toBe("/connect/gist");
    expect(stranger.saying("heading")).toContain("Finish connecting Gist");
  });

  test("that Gist's own app store began is finished by an attempt of ours", async () => {
    const at = `${rig.emulator.url}/app.getgist.com/app-store`;
    await settings(rig, "gist", { autoAnswer: "off" });
    await who.get(at);
    await who.submit(/^Continue as Maya/);
    await who.submit(/^Acme Support/);
    await who.submit("Install Patchbay");
    expect(who.path()).toBe("/connect/gist");
    expect(who.saying("heading")).toContain("Finish connecting Gist");
    expect(await tokenRequests(rig, flows.gist)).toEqual([]);
    await who.submit("Continue to Gist");
    await who.submit(/^Acme Support/);
    await who.submit("Allow");
    expect(connectionId(who)).toBeTruthy();
    expect(await tokenRequests(rig, flows.gist)).toHaveLength(1);
  });

  test("without a state, or with two, is nothing either", async () => {
    for (const query of ["", "?code=x", "?code=x&state=a&state=b", "?error=access_denied"]) {
      const { headers } = await who.ask(`/link/wistia/callback${query}`);
      expect(headers.location).toBe(`${rig.url}/connect/wistia?problem=link_unknown`);
    }
  });

  test("for a vendor that does not exist leads home", async () => {
    const { headers } = await who.ask("/link/nobody/callback?code=x&state=y");
    expect(headers.location).toBe(`${rig.url}/connections?problem=not_found`);
  });
});

test.each(redirectFlows)("a repeated parameter in $name's answer is nobody's honest answer", async (flow) => {
  const answer = await answerOf(rig, who, flow);
  const [name] = [...answer.searchParams.keys()].filter((each) => each !== "state");
  answer.searchParams.append(name as string, "another");
  expect(problem(await deliver(rig, who, answer))).toBe("link_unproven");
  expect(await serverCalls(rig)).toEqual([]);
});

test.each([flows.wistia, flows.gist, flows["wix-advanced"]])(
  "an answer of $name with a code it never issued links nothing and ends the attempt",
  async (flow: Flow) => {
    const answer = await answerOf(rig, who, flow);
    answer.searchParams.set("code", "made-up");
    expect(problem(await deliver(rig, who, answer))).toBe("provider_refused");
    expect(problem(await deliver(rig, who, answer))).toBe("provider_refused");
    expect(await tokenRequests(rig, flow)).toHaveLength(1);
    expect(await countConnections(rig)).toBe(0);
  },
);

test.each(redirectFlows)("$name's account is asked for before anything is stored", async (flow) => {
  const answer = await answerOf(rig, who, flow);
  const [, path] = /^[^/]+(\/.*)$/.exec(flow.probe) ?? [];
  await fault(rig, { vendor: flow.vendor, kind: "status", status: 503, path, times: 5 });
  expect(problem(await deliver(rig, who, answer))).toBe("provider_unreachable");
  expect(await countConnections(rig)).toBe(0);
});

test("state, verifier and code stay out of the database, and Wistia is sent a challenge that fits", async () => {
  const sent = location(await startLink(rig, who, flows.wistia));
  const challenge = sent.searchParams.get("code_challenge") ?? "";
  const state = sent.searchParams.get("state") ?? "";
  expect(sent.searchParams.get("code_challenge_method")).toBe("S256");
  expect(Buffer.from(state, "base64url")).toHaveLength(32);
  const id = await link(rig, who, flows.wistia);
  const [{ body = "" } = {}] = await tokenRequests(rig, flows.wistia);
  const form = new URLSearchParams(body);
  expect(form.get("code_verifier")).toMatch(/^[A-Za-z0-9_-]{43}$/);

  const everything = JSON.stringify(await dump(rig.databaseUrl));
  expect(everything).toContain(id);
  for (const secret of [state, challenge, form.get("code_verifier"), form.get("code")])
    expect(everything).not.toContain(secret);
});

test("somebody else's waiting attempt cannot be cancelled", async () => {
  await startLink(rig, who, flows.gist);
  const [{ id } = { id: "" }] = await rig.query(
    "SELECT id FROM link_attempts WHERE outcome = 'waiting' ORDER BY created_at DESC LIMIT 1",
  );
  expect((await post(other, `/attempts/${id}/cancel`)).status).toBe(404);
  expect((await post(who, `/attempts/${id}/cancel`)).status).toBe(303);
});

test("when the server dies in the middle, whoever was still away comes back to it, and whoever was not starts again", async () => {
  const away = await answerOf(rig, who, flows.gist);
  const answer = await answerOf(rig, who, flows.wistia);
  await fault(rig, { vendor: "wistia", kind: "hang", path: "/oauth/token" });
  const lost = deliver(rig, who, answer).catch(() => null);
  await until("the code is on its way", async () => (await tokenRequests(rig, flows.wistia)).length === 1);
  await rig.kill();
  await lost;
  await rig.restart();
  expect(location(await deliver(rig, who, away)).searchParams.get("done")).toBe("linked");
  await link(rig, who, flows.wistia);
  expect(who.text()).toContain("Works");
});
