import localFont from "next/font/local";

/*
 * Geist is 70 KB, more than all else that a page needs to be seen. What nearly every page is written in, Latin in
 * three weights, is a quarter of that (fonts/README.md); the whole font is there for names in other letters.
 */

/** Fetched together with the page. */
export const sans = localFont({
  src: "./fonts/geist-latin.woff2",
  variable: "--font-geist-latin",
  weight: "400 600",
  adjustFontFallback: false,
});

/** Fetched where a letter is seen that the one above has not. */
export const sansElsewhere = localFont({
  src: "../node_modules/geist/dist/fonts/geist-sans/Geist-Variable.woff2",
  variable: "--font-geist-elsewhere",
  weight: "100 900",
  preload: false,
  declarations: [
    {
      prop: "unicode-range",
      value:
        "U+0100-0130, U+0132-0151, U+0154-1FFF, U+2070-20AB, U+20AD-2121, U+2123-218F, U+2194-2211, U+2213-FFFF",
    },
  ],
});

/** For codes and ids. Few pages have any, so it is fetched where one is seen and not ahead of everything else. */
export const mono = localFont({
  src: "./fonts/geist-mono-latin.woff2",
  variable: "--font-geist-mono",
  weight: "400 600",
  preload: false,
  adjustFontFallback: false,
  fallback: ["ui-monospace", "monospace"],
});
