import { describe, expect, test } from "vitest";
import { addressOf, isAllowed, isAllowedOrigin } from "#lib/customers/return-address";

const allowed = ["https://app.example.com/back", "https://other.example.com", "http://localhost:4000"];
const may = (text: string) => {
  const url = addressOf(text);
  return url !== null && isAllowed(url, allowed);
};

describe("a return address", () => {
  test.each([
    "https://app.example.com/back",
    "https://app.example.com/back/",
    "https://app.example.com/back/there?a=1#b",
    "https://app.example.com:443/back",
    "https://other.example.com/anything",
    "http://localhost:4000/",
  ])("may be %s", (text) => expect(may(text)).toBe(true));

  test.each([
    "https://app.example.com/",
    "https://app.example.com/backdoor",
    "https://app.example.com/back/../elsewhere",
    "https://app.example.com/back%2f..%2f",
    "https://app.example.com.evil.example/back",
    "https://app.example.com@evil.example/back",
    "https://user:password@app.example.com/back",
    "https://app.example.com:444/back",
    "http://app.example.com/back",
    "http://localhost:4001/",
    "//app.example.com/back",
    "/back",
    "javascript:alert(1)//https://app.example.com/back",
    "data:text/html,x",
    "https:\\\\app.example.com\\back\\..\\x",
    "",
  ])("may not be %j", (text) => expect(may(text)).toBe(false));
});

test("an origin is one of an allowed address, letter by letter", () => {
  for (const origin of ["https://app.example.com", "https://other.example.com", "http://localhost:4000"])
    expect(isAllowedOrigin(origin, allowed)).toBe(true);
  for (const origin of [
    "https://app.example.com/",
    "https://APP.example.com",
    "https://app.example.com:443",
    "https://evil.example",
    "http://app.example.com",
    "null",
    "*",
    "",
  ])
    expect(isAllowedOrigin(origin, allowed), origin).toBe(false);
});
