import { expect, test } from "vitest";
import { Lately } from "#lib/lately";

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => String(from + index));

test("the newest stay, half of the most at least, the most at most", () => {
  const lately = new Lately<string>(10);
  for (const name of numbered(0, 97)) {
    lately.set(name, name);
    expect([...lately.names()].length).toBeLessThanOrEqual(10);
  }
  for (const name of numbered(92, 97)) expect(lately.get(name)).toBe(name);
  for (const name of numbered(0, 87)) expect(lately.get(name)).toBeUndefined();
});

test("what is met again stays, however many come by", () => {
  const lately = new Lately<string>(10);
  lately.set("kept", "value");
  for (const name of numbered(0, 1_000)) {
    lately.set(name, name);
    expect(lately.get("kept")).toBe("value");
  }
});

test("what is not met is forgotten when it has aged twice", () => {
  const lately = new Lately<string>(10);
  for (const name of ["met", "not met"]) lately.set(name, name);
  lately.age();
  expect(lately.get("met")).toBe("met");
  lately.age();
  expect([lately.get("met"), lately.get("not met")]).toEqual(["met", undefined]);
});

test("a name has the value that it was given last", () => {
  const lately = new Lately<string>(10);
  lately.set("name", "first");
  lately.age();
  lately.set("name", "second");
  expect([lately.get("name"), [...lately.names()]]).toEqual(["second", ["name"]]);
});
