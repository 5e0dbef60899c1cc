import { describe, expect, test } from "vitest";
import { apiVideo } from "#lib/providers/api-video";
import { gist } from "#lib/providers/gist";
import type { Call, HttpResponse, Sample } from "#lib/providers/types";
import { wistia } from "#lib/providers/wistia";
import { wix } from "#lib/providers/wix";
import { answer, failureCode, now, tokens } from "../answers.ts";

/** A little real data out of each vendor's lists. */

/** Follows a call through its answers, one after the other. */
function read(call: Call<Sample>, ...answers: HttpResponse[]): Sample {
  let next: Call<Sample> | Sample = call;
  for (const each of answers) if ("request" in next) next = next.read(each, now);
  if ("request" in next) throw new Error("There is another call to answer.");
  return next;
}

const key = { kind: "api-key" as const, values: { environment: "sandbox" } };

test("Wistia counts in the account and lists the newest videos", () => {
  const list = [
    { name: "B", created: "2026-11-20T10:00:00Z" },
    { name: "A", created: "2026-11-01T10:00:00Z" },
  ];
  expect(read(wistia.sample(tokens()), answer(200, { mediaCount: 12 }), answer(200, list))).toEqual({
    noun: { one: "video", many: "videos" },
    total: 12,
    items: [
      { title: "B", at: new Date("2026-11-20T10:00:00Z") },
      { title: "A", at: new Date("2026-11-01T10:00:00Z") },
    ],
  });
});

test("a missing permission at Wistia is no dead link", () => {
  const missing = answer(401, { code: "unauthorized_scope", error: "…" });
  const call = wistia.sample(tokens());
  expect(failureCode(() => read(call, missing))).toBe("provider_refused");
  expect(failureCode(() => read(call, answer(200, {}), missing))).toBe("provider_refused");
  expect(failureCode(() => read(call, answer(401, { code: "unauthorized_credentials" })))).toBe(
    "reauth_required",
  );
});

test("Gist names contacts, by their address where they have no name, in seconds since 1970", () => {
  const contacts = [
    { name: "Ann", created_at: 1_700_000_000 },
    { name: null, email: "ben@acme.example", created_at: null },
  ];
  expect(read(gist.sample(tokens()), answer(200, { contacts }))).toMatchObject({
    total: null,
    items: [
      { title: "Ann", at: new Date(1_700_000_000_000) },
      { title: "ben@acme.example", at: null },
    ],
  });
});

test("api.video is asked in the environment of its key, and says how many there are", () => {
  const call = apiVideo.sample(tokens(), key);
  expect(call.request.url).toMatch(/^https:\/\/sandbox\.api\.video\/videos\?/);
  const data = [{ title: "V", publishedAt: "2026-11-20T10:00:00.000Z" }];
  expect(read(call, answer(200, { data, pagination: { itemsTotal: 40 } }))).toMatchObject({
    total: 40,
    items: [{ title: "V" }],
  });
});

test("Wix names the site's contacts and sends its token as it is", () => {
  const call = wix.sample(tokens());
  expect(call.request.headers?.authorization).toBe(tokens().accessToken);
  const contacts = [
    { info: { name: { first: "Noa", last: "Harari" } }, createdDate: "2026-11-20T10:00:00Z" },
    { info: {}, primaryInfo: { email: "x@y.example" } },
  ];
  expect(read(call, answer(200, { contacts, pagingMetadata: { total: 2 } }))).toMatchObject({
    total: 2,
    items: [{ title: "Noa Harari" }, { title: "x@y.example", at: null }],
  });
});

describe.each([
  ["Gist", gist.sample(tokens()), "contacts"],
  ["api.video", apiVideo.sample(tokens(), key), "data"],
  ["Wix", wix.sample(tokens()), "contacts"],
] as const)("%s", (_, call, list) => {
  test.each([null, 7, "x", {}, [null, 3, "y"]])("is not believed when its list is %j", (given) => {
    expect(read(call, answer(200, { [list]: given }))).toMatchObject({ total: null, items: [] });
  });

  test("shows three at most, whatever they are called", () => {
    const items = Array.from({ length: 9 }, () => ({ title: "\u202eevil\u0000", name: "\u202eevil\u0000" }));
    const { items: shown } = read(call, answer(200, { [list]: items }));
    expect(shown).toHaveLength(3);
    expect(JSON.stringify(shown)).not.toMatch(/\\u0000|\u202e/);
  });

  test.each([
    [401, "reauth_required"],
    [403, "provider_refused"],
    [503, "provider_unreachable"],
  ] as const)("answers %i: %s", (status, code) => {
    expect(failureCode(() => read(call, answer(status, {})))).toBe(code);
  });
});
