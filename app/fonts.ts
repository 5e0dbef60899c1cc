import { GeistSans } from "geist/font/sans";
import localFont from "next/font/local";

/** What everything is written in; fetched together with the page. */
export const sans = GeistSans;

/** For codes and ids. Few pages have any, so it is fetched where one is seen and not ahead of everything else. */
export const mono = localFont({
  src: "../node_modules/geist/dist/fonts/geist-mono/GeistMono-Variable.woff2",
  variable: "--font-geist-mono",
  weight: "100 900",
  preload: false,
  adjustFontFallback: false,
  fallback: ["ui-monospace", "monospace"],
});
