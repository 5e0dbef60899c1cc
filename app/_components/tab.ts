import type { Metadata } from "next";

/** What the tab says while something needs its person: first of all that, in words and as a picture. */
export function tabTitle(usual: string, needsYou: string | null): Metadata {
  return needsYou === null
    ? { title: usual }
    : { title: `Needs you: ${needsYou}`, icons: { icon: "/icon-needs-you.svg" } };
}
