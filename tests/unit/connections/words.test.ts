import { describe, expect, test } from "vitest";
import { doneSentence, problemView } from "#lib/connections/words";
import { type FailureCode, failures } from "#lib/errors";
import { providers } from "#lib/providers/index";
import { machineWords } from "./row.ts";

const codes = Object.keys(failures) as FailureCode[];

describe("a problem named in an address", () => {
  test("none is none", () => {
    expect(problemView(undefined)).toBeNull();
  });

  test.each(codes)("%s has a title and the sentence of the list", (code) => {
    const problem = problemView(code);
    expect(problem).toMatchObject({ code, sentence: failures[code][1] });
    expect(problem?.title).toMatch(/^[A-Z][^.]*$/);
    expect(problem?.title).not.toMatch(machineWords);
  });

  test("a refused key is called that where keys are pasted", () => {
    const keyed = Object.values(providers).filter(({ flow }) => flow === "api-key");
    for (const { id, name } of keyed)
      expect(problemView("provider_refused", id)).toMatchObject({
        code: "provider_refused",
        title: "The key was not accepted",
        sentence: `${name} does not accept this key, so nothing was kept. Check it, and whether it belongs to the other environment.`,
      });
    expect(keyed).not.toEqual([]);
  });

  test.each(codes)("%s names the vendor where it is known", (code) => {
    for (const { id, name } of Object.values(providers)) {
      const { sentence = "" } = problemView(code, id) ?? {};
      expect(sentence).not.toMatch(/\bthe vendor\b/i);
      expect(sentence).toMatch(/^.*\.$/);
      if (/vendor/i.test(failures[code][1])) expect(sentence).toContain(name);
    }
  });

  test.each(["", "<script>", "constructor", "__proto__", "access_denied", "The resource owner denied"])(
    "%j, which is no code of ours, is shown as a fault of ours",
    (code) => {
      expect(problemView(code)).toEqual(problemView("internal"));
    },
  );

  test("an unknown vendor leaves the sentence as it is", () => {
    expect(problemView("provider_refused", "<b>")).toEqual(problemView("provider_refused"));
    expect(problemView("provider_refused", "constructor")).toEqual(problemView("provider_refused"));
  });
});

describe("a deed named in an address", () => {
  const connection = { account: { name: "Acme Ltd" } };

  // The name stands in an isolate, whichever way it is written.
  test.each([
    ["linked", "\u2068Acme Ltd\u2069 is linked."],
    ["relinked", "\u2068Acme Ltd\u2069 is linked again, with the same id and new keys."],
    ["disconnected", "\u2068Acme Ltd\u2069 is disconnected. The receipt below says what was done."],
  ])("%s: %s", (code, sentence) => {
    expect(doneSentence(code, connection)).toBe(sentence);
  });

  test.each(["already_linked", "refreshed", "tested", "cancelled", "set_up", "signed_up", "signed_out"])(
    "%s is said in words, with or without a connection",
    (code) => {
      for (const sentence of [doneSentence(code), doneSentence(code, connection)]) {
        expect(sentence).toMatch(/^[A-Z\u2068].*\.$/);
        expect(sentence).not.toMatch(machineWords);
      }
    },
  );

  test.each([undefined, "", "<b>", "constructor", "toString", "__proto__"])("%j says nothing", (code) => {
    expect(doneSentence(code, connection)).toBeNull();
  });
});
