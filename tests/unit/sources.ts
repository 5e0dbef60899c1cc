import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { root } from "../../scripts/lib/root.mjs";

const toRoot = (file: string) => relative(root, file).split(sep).join("/");

/** Our code below those folders, and those files. */
export function filesUnder(...names: string[]): string[] {
  return names.flatMap((name) => {
    const at = join(root, name);
    if (/\.\w+$/.test(name)) return existsSync(at) ? [name] : [];
    return readdirSync(at, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs|js|css)$/.test(entry.name))
      .map((entry) => toRoot(join(entry.parentPath, entry.name)));
  });
}

export const text = (file: string) => readFileSync(join(root, file), "utf8");

/** The text without its comments; a comment may name the culprit of a quirk. Addresses keep their slashes. */
export const code = (file: string) =>
  text(file)
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/(^|[^:"'`\w])\/\/.*$/gm, "$1");

/** What a file imports when it runs; types are gone by then. */
export function imported(file: string): string[] {
  const found = code(file).matchAll(
    /(?:^|\n)\s*(?:import|export)\s+(?!type\b)(?:[^;"']*?\bfrom\s*)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/g,
  );
  return [...found]
    .filter(([statement]) => !/\{\s*(type\s+[\w$]+(\s+as\s+\w+)?\s*,?\s*)+\}\s*from/.test(statement))
    .map(([, from, lazy]) => from ?? lazy ?? "");
}

/** The file of ours behind an import, or null for a package. */
export function resolved(from: string, name: string): string | null {
  const alias = /^#(lib|db|components)\/(.+)$/.exec(name);
  const bases = { lib: "lib", db: "db", components: "app/_components" } as const;
  const path =
    alias?.[1] !== undefined && alias[2] !== undefined
      ? `${bases[alias[1] as keyof typeof bases]}/${alias[2]}`
      : name.startsWith(".")
        ? toRoot(join(root, dirname(from), name))
        : null;
  if (path === null) return null;
  return (
    [path, `${path}.ts`, `${path}.tsx`].find(
      (candidate) => /\.\w+$/.test(candidate) && existsSync(join(root, candidate)),
    ) ?? path
  );
}
