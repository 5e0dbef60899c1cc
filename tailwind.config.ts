import type { Config } from "tailwindcss";
import plugin from "tailwindcss/plugin";

/**
 * Every colour, once for each theme. Greys lean towards the accent's hue; text on its own ground is at least
 * 4.5:1 and the outline of a control at least 3:1 (WCAG 2.2 §1.4.3, §1.4.11).
 */
const light = {
  canvas: "oklch(0.985 0.002 265)",
  surface: "oklch(1 0 0)",
  sunken: "oklch(0.963 0.004 265)",
  line: "oklch(0.912 0.006 265)",
  control: "oklch(0.62 0.016 265)",
  ink: "oklch(0.235 0.018 265)",
  soft: "oklch(0.475 0.018 265)",
  accent: "oklch(0.485 0.19 265)",
  "accent-strong": "oklch(0.42 0.19 265)",
  "on-accent": "oklch(1 0 0)",
  good: "oklch(0.46 0.105 158)",
  "good-wash": "oklch(0.966 0.022 158)",
  warn: "oklch(0.49 0.105 68)",
  "warn-wash": "oklch(0.972 0.028 82)",
  bad: "oklch(0.49 0.175 26)",
  "bad-wash": "oklch(0.968 0.016 26)",
  "bad-strong": "oklch(0.43 0.165 26)",
  "accent-wash": "oklch(0.964 0.016 265)",
};

const dark: typeof light = {
  canvas: "oklch(0.165 0.009 265)",
  surface: "oklch(0.198 0.011 265)",
  sunken: "oklch(0.238 0.013 265)",
  line: "oklch(0.292 0.014 265)",
  control: "oklch(0.545 0.02 265)",
  ink: "oklch(0.945 0.005 265)",
  soft: "oklch(0.735 0.014 265)",
  accent: "oklch(0.755 0.118 262)",
  "accent-strong": "oklch(0.825 0.088 262)",
  "on-accent": "oklch(0.185 0.03 265)",
  good: "oklch(0.795 0.118 158)",
  "good-wash": "oklch(0.24 0.026 158)",
  warn: "oklch(0.825 0.112 80)",
  "warn-wash": "oklch(0.248 0.028 80)",
  bad: "oklch(0.765 0.128 24)",
  "bad-wash": "oklch(0.242 0.034 24)",
  "bad-strong": "oklch(0.83 0.095 24)",
  "accent-wash": "oklch(0.245 0.034 265)",
};

const variables = (theme: typeof light) =>
  Object.fromEntries(Object.entries(theme).map(([name, value]) => [`--${name}`, value]));

const tokens = Object.fromEntries(Object.keys(light).map((name) => [name, `var(--${name})`]));

export default {
  content: [],
  theme: {
    colors: { transparent: "transparent", current: "currentColor", ...tokens },
    fontFamily: {
      sans: ["var(--font-geist-latin)", "var(--font-geist-elsewhere)", "system-ui", "sans-serif"],
      mono: ["var(--font-geist-mono)", "ui-monospace", "monospace"],
    },
    fontSize: {
      xs: ["0.75rem", { lineHeight: "1rem" }],
      sm: ["0.8125rem", { lineHeight: "1.25rem" }],
      base: ["0.9375rem", { lineHeight: "1.5rem" }],
      lg: ["1.0625rem", { lineHeight: "1.5rem", letterSpacing: "-0.01em" }],
      xl: ["1.25rem", { lineHeight: "1.75rem", letterSpacing: "-0.018em" }],
      "2xl": ["1.5rem", { lineHeight: "2rem", letterSpacing: "-0.022em" }],
    },
    borderRadius: { none: "0", sm: "0.25rem", md: "0.4375rem", lg: "0.625rem", full: "9999px" },
    extend: {
      maxWidth: { page: "67.5rem", wide: "92rem", form: "26rem", prose: "40rem" },
    },
  },
  plugins: [
    plugin(({ addBase }) => {
      // The system decides; a class from the `theme` cookie overrules it, before anything is painted.
      addBase({
        ":root": { colorScheme: "light", ...variables(light) },
        "@media (prefers-color-scheme: dark)": {
          ":root:not(.light)": { colorScheme: "dark", ...variables(dark) },
        },
        ":root.dark": { colorScheme: "dark", ...variables(dark) },
      });
    }),
  ],
} satisfies Config;
