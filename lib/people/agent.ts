/**
 * A browser in words to recognise a session by: "Firefox on Linux". It reads what browsers say of themselves,
 * which is a courtesy and no proof; what it does not know it leaves out. Pure.
 */
export function agentWords(userAgent: string | null): string | null {
  const text = userAgent?.slice(0, LONGEST) ?? "";
  const browser = firstIn(browsers, text);
  const system = firstIn(systems, text);
  if (browser === null) return system === null ? null : `A browser on ${system}`;
  return system === null ? browser : `${browser} on ${system}`;
}

const LONGEST = 500;

type Signs = readonly (readonly [sign: RegExp, name: string])[];

/** Most call themselves by the names of those before them too, so the rarest name counts. */
const browsers: Signs = [
  [/\bEdg(e|A|iOS)?\//, "Edge"],
  [/\bOPR\/|\bOpera\b/, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(Chrome|HeadlessChrome|Chromium|CriOS)\//, "Chrome"],
  [/\bVersion\/\S+ .*\bSafari\//, "Safari"],
];

const systems: Signs = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bLinux\b|\bX11\b/, "Linux"],
];

const firstIn = (signs: Signs, text: string) => signs.find(([sign]) => sign.test(text))?.[1] ?? null;
