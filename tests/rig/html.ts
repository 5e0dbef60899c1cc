import { HTMLElement, type Node, NodeType, parse } from "node-html-parser";

export type Name = string | RegExp;

/** A page as somebody without JavaScript and without eyes would take it: names, labels, text. */
export function parsePage(html: string) {
  const root = parse(html, { comment: false });
  revealStreamed(root);
  return root;
}

export const buttons = (root: HTMLElement) =>
  shown(root, "button, input[type=submit], input[type=image]").filter((each) => !isDisabled(each));
export const links = (root: HTMLElement) => shown(root, "a[href]");
export const fields = (root: HTMLElement) => shown(root, "input, select, textarea");

export function named(elements: HTMLElement[], name: Name, nameOf: (element: HTMLElement) => string) {
  return elements.filter((each) =>
    typeof name === "string" ? nameOf(each) === name : name.test(nameOf(each)),
  );
}

/** The accessible name of a button or a link. */
export function nameOf(element: HTMLElement): string {
  return squeeze(
    labelledBy(element) ??
      element.getAttribute("aria-label") ??
      (element.tagName === "INPUT" ? element.getAttribute("value") : undefined) ??
      (textOf(element) || (element.getAttribute("title") ?? "")),
  );
}

/** The label of a field, however it is attached. */
export function labelOf(field: HTMLElement): string {
  const id = field.getAttribute("id");
  const label = (id && rootOf(field).querySelector(`label[for="${id}"]`)) || field.closest("label");
  return squeeze(
    labelledBy(field) ??
      field.getAttribute("aria-label") ??
      (label ? textOf(label) : (field.getAttribute("name") ?? "")),
  );
}

/** What can be read, one line per block. */
export function visibleText(root: HTMLElement): string {
  return textOf(root.querySelector("body") ?? root)
    .split("\n")
    .map(squeeze)
    .filter(Boolean)
    .join("\n");
}

export function textOf(node: Node): string {
  if (node.nodeType === NodeType.TEXT_NODE) return node.text;
  if (!(node instanceof HTMLElement) || isHidden(node)) return "";
  if (node.tagName === "IMG") return node.getAttribute("alt") ?? "";
  if (node.tagName === "SVG") return node.getAttribute("aria-label") ?? "";
  const inner = node.childNodes.map(textOf).join("");
  return blocks.has(node.tagName) ? `\n${inner}\n` : inner;
}

const blocks = new Set(
  "P DIV LI UL OL DL DT DD TR TD TH H1 H2 H3 H4 H5 H6 SECTION ARTICLE HEADER FOOTER MAIN NAV FORM BR HR PRE BUTTON OPTION LABEL TIME SUMMARY OUTPUT".split(
    " ",
  ),
);
const silent = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "HEAD", "SELECT", "TEXTAREA"]);

function isHidden(element: HTMLElement) {
  return (
    silent.has(element.tagName) ||
    element.hasAttribute("hidden") ||
    element.getAttribute("aria-hidden") === "true"
  );
}

const isDisabled = (element: HTMLElement) =>
  element.hasAttribute("disabled") || element.closest("fieldset[disabled]") !== null;

function shown(root: HTMLElement, selector: string) {
  return root.querySelectorAll(selector).filter((element) => {
    for (let each: HTMLElement | null = element; each; each = each.parentNode) {
      if (each.hasAttribute("hidden") || each.tagName === "TEMPLATE") return false;
    }
    return true;
  });
}

function labelledBy(element: HTMLElement) {
  const ids = element.getAttribute("aria-labelledby")?.split(/\s+/);
  if (!ids) return undefined;
  const root = rootOf(element);
  return ids.map((id) => textOf(root.querySelector(`[id="${id}"]`) ?? element)).join(" ");
}

function rootOf(element: HTMLElement): HTMLElement {
  let each = element;
  while (each.parentNode) each = each.parentNode;
  return each;
}

/** White space as it is seen; the marks that keep a name's direction to itself are not seen at all. */
export const squeeze = (text: string) =>
  text
    .replace(/[\u2066-\u2069]/g, "")
    .replace(/\s+/g, " ")
    .trim();

/** React streams late parts hidden at the end and moves them by script; here they are moved by hand. */
function revealStreamed(root: HTMLElement) {
  for (const part of root.querySelectorAll("div[hidden][id^='S:']")) {
    const hole = root.querySelector(`template[id="${part.id.replace("S:", "B:")}"]`);
    part.remove();
    hole?.replaceWith(...part.childNodes);
  }
}
