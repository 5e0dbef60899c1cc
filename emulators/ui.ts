import type { Answer } from "./http.ts";

/** HTML that needs no further escaping. */
export type Html = { html: string };
type Value = Html | string | number | null | undefined | false | Value[];

/** A template whose values are escaped unless they are HTML already. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  return {
    html: parts.map((part, index) => part + (index < values.length ? render(values[index]) : "")).join(""),
  };
}

function render(value: Value): string {
  if (value === null || value === undefined || value === false) return "";
  if (Array.isArray(value)) return value.map(render).join("");
  if (typeof value === "object") return value.html;
  return String(value).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

export type Page = {
  /** The real service this page stands in for. */
  vendor: string;
  title: string;
  body: Html;
  status?: number;
  wide?: boolean;
};

/** A whole page: no assets from elsewhere, no script, and plainly not the vendor's. */
export function page({ vendor, title, body, status = 200, wide }: Page): Answer {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${vendor} emulator</title>
<link rel="icon" href="data:,">
<style>${{ html: css }}</style>
</head>
<body${{ html: wide ? ' class="wide"' : "" }}>
<header><p class="banner" role="note"><strong>Emulator, not the real ${vendor}.</strong> Nothing here leaves this computer.</p></header>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
  return {
    status,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
    body: document.html,
  };
}

/** A name somebody chose: isolated, so that a right-to-left one does not turn the sentence around it. */
export const name = (value: string) => html`<bdi>${value}</bdi>`;

export const hidden = (fields: Record<string, string>) =>
  Object.entries(fields).map(([key, value]) => html`<input type="hidden" name="${key}" value="${value}">`);

/** A form of one button. */
export function button(label: Value, action: string, fields: Record<string, string> = {}, look = ""): Html {
  return html`<form method="post" action="${action}">${hidden(fields)}<button class="${look}">${label}</button></form>`;
}

const css = `
:root { --ink: #1b1c22; --soft: #5d6070; --line: #d9dae2; --ground: #f6f6f9; --card: #fff; --accent: #4338ca;
  --on-accent: #fff; --warn: #7a4b00; --warn-ground: #fff3d6; --danger: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececf2; --soft: #a6a8b8; --line: #363846; --ground: #14151b; --card: #1c1d26; --accent: #a5b4fc;
    --on-accent: #14151b; --warn: #ffd68a; --warn-ground: #33280f; --danger: #ff9b93; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.banner { margin: 0; padding: 8px 16px; background: var(--warn-ground); color: var(--warn); text-align: center;
  font-size: 14px; }
main { max-width: 30rem; margin: 6vh auto; padding: 28px; background: var(--card); border: 1px solid var(--line);
  border-radius: 12px; }
.wide main { max-width: 76rem; margin: 24px auto; }
h1 { font-size: 22px; line-height: 1.25; margin: 0 0 12px; letter-spacing: -.01em; }
h2 { font-size: 17px; margin: 32px 0 8px; padding-top: 20px; border-top: 1px solid var(--line); }
h3 { font-size: 15px; margin: 20px 0 4px; }
p { margin: 0 0 12px; }
.soft, small, dt { color: var(--soft); }
small { font-size: 14px; display: block; font-weight: 400; }
a { color: var(--accent); text-underline-offset: 2px; }
form { margin: 0; }
ul.plain { list-style: none; margin: 16px 0; padding: 0; display: grid; gap: 8px; }
ul.ticks { margin: 12px 0 20px; padding-left: 20px; }
button, input, select { font: inherit; color: inherit; }
button { min-height: 44px; padding: 8px 16px; border: 1px solid var(--line); border-radius: 8px; background: var(--card);
  cursor: pointer; text-align: start; font-weight: 550; }
button:hover { border-color: var(--accent); }
button.wide-button { width: 100%; }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.danger { color: var(--danger); }
button.small { min-height: 32px; padding: 3px 10px; font-size: 14px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin: 12px 0; align-items: center; }
.foot { margin: 20px 0 0; padding-top: 16px; border-top: 1px solid var(--line); font-size: 14px; color: var(--soft); }
.foot form { display: inline; }
.link { all: unset; color: var(--accent); text-decoration: underline; text-underline-offset: 2px; cursor: pointer;
  min-height: 24px; }
.link:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
dl { display: grid; grid-template-columns: minmax(7rem, auto) 1fr; gap: 4px 16px; margin: 12px 0 20px; }
dd { margin: 0; min-width: 0; }
code { font: 13.5px/1.5 ui-monospace, monospace; user-select: all; background: var(--ground); padding: 2px 5px;
  border-radius: 4px; }
input, select { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 5px 8px;
  min-height: 36px; max-width: 100%; }
.fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); gap: 12px; margin: 8px 0 12px; }
.fields label { font-size: 14px; color: var(--soft); display: grid; gap: 4px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: start; padding: 6px 10px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 550; }
.row { padding: 12px 0; border-bottom: 1px solid var(--line); }
.row p, .row h2, .row h3 { margin: 0; }
.row h2 { padding: 0; border: 0; font-size: 15px; }
.row .actions { margin-bottom: 0; }
.row h2 + p, .row h3 + p { margin-top: 4px; }
@media (min-width: 60rem) { .split { display: flex; gap: 24px; justify-content: space-between; align-items: center; }
  .split .actions { margin: 0; flex: none; } }
nav.actions { font-size: 14px; gap: 16px; }
details { margin: 20px 0 12px; }
summary { cursor: pointer; font-weight: 550; font-size: 15px; min-height: 32px; }
section { scroll-margin-top: 16px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 480px) { main, .wide main { margin: 0; border-width: 0 0 1px; border-radius: 0; padding: 20px 16px; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 8px; } }
`;
