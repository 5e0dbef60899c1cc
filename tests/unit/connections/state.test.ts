import { describe, expect, test } from "vitest";
import { stateOf, type Trouble } from "#lib/connections/state";
import { type FailureCode, failures } from "#lib/errors";
import { later, now } from "../answers.ts";
import { acme, machineWords, row } from "./row.ts";

const state = (change: Parameters<typeof row>[0] = {}) => stateOf(row(change), acme, now);
const DAY = 86_400;

describe("a connection works", () => {
  test("and renews by itself", () => {
    expect(state()).toEqual({
      name: "works",
      label: "Works",
      plug: "plugged",
      sentence: "It renews by itself. There is nothing for you to do.",
      since: later(-60),
    });
  });

  test("although its token has run out, since the next read renews it", () => {
    expect(state({ expiresAt: later(-1) })).toMatchObject({
      name: "works",
      sentence: "The token has run out and is renewed the moment it is asked for.",
    });
  });

  test("without an end, where the vendor names none", () => {
    expect(state({ expiresAt: null, renewable: false })).toMatchObject({
      name: "works",
      sentence: "Acme names no end for this link, so there is nothing to renew.",
    });
  });

  test("until its time is up, where nothing renews it", () => {
    expect(state({ renewable: false })).toMatchObject({
      name: "works",
      sentence: "It cannot renew itself; it works until the time shown, then it needs you.",
    });
  });
});

describe("proof grows old", () => {
  const proved = (seconds: number, change = {}) =>
    state({ expiresAt: null, issuedAt: null, provedAt: later(-seconds), ...change }).name;

  test("after a day", () => {
    expect(proved(DAY)).toBe("works");
    expect(proved(DAY + 1)).toBe("unproven");
  });

  test("after a token's life, where that is longer", () => {
    const long = { issuedAt: later(-2 * DAY), expiresAt: later(DAY) };
    expect(proved(2 * DAY, long)).toBe("works");
    expect(proved(3 * DAY + 1, long)).toBe("unproven");
  });

  test("at once, where there is none", () => {
    expect(state({ provedAt: null })).toMatchObject({ name: "unproven", plug: "plugged", since: null });
  });

  test("and is called old since it was made", () => {
    expect(state({ provedAt: later(-3 * DAY) })).toMatchObject({
      label: "Works, not checked since",
      since: later(-3 * DAY),
      sentence: "Nothing speaks against it, but Acme has not been asked for a while. Test it to be sure.",
    });
  });
});

describe("a connection is renewing", () => {
  test("while somebody holds the lease", () => {
    expect(state({ leaseOwner: "somebody" })).toMatchObject({
      name: "renewing",
      label: "Renewing",
      plug: "plugged",
    });
  });

  test("rather than in trouble, when it is tried again", () => {
    expect(state({ leaseOwner: "somebody", failureCode: "provider_unreachable" }).name).toBe("renewing");
  });
});

describe("a vendor is having trouble", () => {
  test.each(Object.keys(failures) as FailureCode[])("with %s, said in words", (failureCode) => {
    const { name, label, plug, sentence, since } = state({ failureCode, failedAt: later(-5) });
    expect({ name, label, plug, since }).toEqual({
      name: "vendor_trouble",
      label: failureCode === "vendor_paused" ? "Paused for now" : "Vendor is having trouble",
      plug: "loose",
      since: later(-5),
    });
    expect(sentence).toMatch(/^Acme .*\.$/);
    expect(sentence).not.toMatch(machineWords);
    expect(sentence).toMatch(/nothing is lost|link is fine|link itself is fine/);
  });

  test("with a code of another version, said in words", () => {
    const { sentence } = state({ failureCode: "<b>vendor_said_no</b>", failedAt: now });
    expect(sentence).not.toMatch(machineWords);
  });

  test.each([
    ["provider_client_refused", "an administrator has to mend it"],
    ["provider_not_configured", "an administrator has to mend it"],
    ["provider_refused", "A permission may be missing"],
    ["provider_unreadable", "could not understand"],
    ["provider_unreachable", "did not answer"],
  ])("%s says who must act: %s", (failureCode, words) => {
    expect(state({ failureCode, failedAt: now }).sentence).toContain(words);
  });
});

describe("a connection needs its person", () => {
  test("when the vendor has refused it", () => {
    expect(state({ status: "needs_reauth", failureCode: "reauth_required", failedAt: later(-5) })).toEqual({
      name: "needs_you",
      label: "Needs you",
      plug: "loose",
      sentence: "Acme no longer accepts this link. Reconnect to go on; nothing else is lost.",
      since: later(-5),
    });
  });

  test("when its token has run out and nothing renews it", () => {
    expect(state({ expiresAt: now, renewable: false })).toMatchObject({
      name: "needs_you",
      sentence:
        "The token has run out and this link cannot renew itself. Reconnect to go on; nothing else is lost.",
      since: now,
    });
  });

  test("then too when the last test found the vendor silent: nobody tries again by itself", () => {
    const silent = { failureCode: "provider_unreachable", failedAt: later(-DAY) };
    expect(state({ expiresAt: later(-1), renewable: false, ...silent })).toMatchObject({
      since: later(-1),
      name: "needs_you",
    });
  });

  test("whatever lease or failure is left over", () => {
    const left = { leaseOwner: "somebody", failureCode: "provider_unreachable" };
    expect(state({ status: "needs_reauth", ...left }).name).toBe("needs_you");
  });
});

describe("an incident at the vendor", () => {
  const outage = { kind: "outage", openedAt: later(-600) } as const;
  const seen = (change: Partial<Parameters<typeof row>[0]>, trouble: Trouble = outage) =>
    stateOf(row(change), acme, now, trouble);

  test("is no trouble of a connection that has nothing due", () => {
    expect(seen({ dueAt: later(1) }).name).toBe("works");
    expect(seen({ dueAt: null }).name).toBe("works");
  });

  test("is told by a connection that waits for it, since it began, and is not that connection's fault", () => {
    expect(seen({ dueAt: now })).toMatchObject({ name: "vendor_trouble", since: later(-600) });
    expect(seen({ dueAt: now }).sentence).toContain("the link itself is fine");
  });

  test("of our own credentials is an administrator's to mend", () => {
    expect(seen({ dueAt: now }, { ...outage, kind: "client" }).sentence).toContain("an administrator");
  });

  test("leaves a connection that needs its person as it is", () => {
    expect(seen({ dueAt: now, status: "needs_reauth" }).name).toBe("needs_you");
  });
});

describe("a connection is disconnected", () => {
  const receipt = { erasedAt: later(-9).toISOString(), revocation: "done" as const };

  test("since its keys were erased", () => {
    expect(state({ status: "revoked", receipt })).toEqual({
      name: "disconnected",
      label: "Disconnected",
      plug: "unplugged",
      sentence: "Patchbay has forgotten its keys. What is yours at Acme stays where it is.",
      since: later(-9),
    });
  });

  test("whatever else is left over, and without a receipt too", () => {
    const left = { leaseOwner: "somebody", failureCode: "provider_unreachable", expiresAt: later(-1) };
    expect(state({ status: "revoked", receipt: null, ...left })).toMatchObject({
      name: "disconnected",
      since: null,
    });
  });
});

test("no sentence of any state holds a code, a number or markup", { timeout: 60_000 }, () => {
  const bools = [true, false];
  const moments = [null, later(-2 * DAY), later(-1), later(1)];
  for (const status of ["active", "needs_reauth", "revoked"] as const)
    for (const renewable of bools)
      for (const expiresAt of moments)
        for (const leaseOwner of [null, "somebody"])
          for (const provedAt of moments)
            for (const failureCode of [null, ...Object.keys(failures), "other_code"]) {
              const { sentence, label } = state({
                status,
                renewable,
                expiresAt,
                leaseOwner,
                provedAt,
                failureCode,
              });
              if (machineWords.test(`${sentence} ${label}`)) expect.unreachable(sentence);
              if (!/^[A-Z].*\.$/.test(sentence)) expect.unreachable(sentence);
            }
});
