import type { HTMLElement } from "node-html-parser";
import { fields, labelOf, type Name, named, squeeze } from "./html.ts";

export type Values = Record<string, string | boolean>;
export type Submission = { method: string; action: string; multipart: boolean; entries: [string, string][] };

/** What a browser would send on pressing that button, after typing `values` into the fields of those labels. */
export function submission(button: HTMLElement, values: Values, root: HTMLElement): Submission {
  const form = formOf(button, root);
  if (!form) throw new Error("The button stands in no form, so without JavaScript it does nothing.");
  const controls = fields(root).filter((field) => formOf(field, root) === form);
  const typed = new Map<HTMLElement, string | boolean>();
  for (const [label, value] of Object.entries(values)) typed.set(...fill(controls, label, value));

  const entries = allControls(form, root).flatMap((field) => entryOf(field, typed));
  const name = button.getAttribute("name");
  if (name) entries.push([name, button.getAttribute("value") ?? ""]);

  const attribute = (which: string) => button.getAttribute(`form${which}`) ?? form.getAttribute(which) ?? "";
  return {
    method: attribute("method").toUpperCase() === "POST" ? "POST" : "GET",
    action: attribute("action"),
    multipart: attribute("enctype").toLowerCase() === "multipart/form-data",
    entries,
  };
}

function formOf(control: HTMLElement, root: HTMLElement): HTMLElement | null {
  const id = control.getAttribute("form");
  return id ? root.querySelector(`form[id="${id}"]`) : control.closest("form");
}

/** Hidden ones included, in the order of the page. */
function allControls(form: HTMLElement, root: HTMLElement) {
  return root.querySelectorAll("input, select, textarea").filter((field) => formOf(field, root) === form);
}

function fill(
  controls: HTMLElement[],
  label: string,
  value: string | boolean,
): [HTMLElement, string | boolean] {
  const visible = controls.filter((field) => field.getAttribute("type") !== "hidden");
  const [field, ...more] = [...named(visible, label as Name, labelOf), ...byName(visible, label)];
  if (!field) {
    throw new Error(
      `No field is labelled "${label}"; there are: ${visible.map(labelOf).join(", ") || "none"}.`,
    );
  }
  if (more.some((other) => other !== field)) throw new Error(`More than one field is labelled "${label}".`);
  return [field, value];
}

const byName = (controls: HTMLElement[], name: string) =>
  controls.filter((field) => field.getAttribute("name") === name && labelOf(field) === name);

function entryOf(field: HTMLElement, typed: Map<HTMLElement, string | boolean>): [string, string][] {
  const name = field.getAttribute("name");
  const type = field.getAttribute("type")?.toLowerCase() ?? "";
  if (
    !name ||
    field.hasAttribute("disabled") ||
    ["submit", "button", "image", "reset", "file"].includes(type)
  )
    return [];
  const value = typed.get(field);

  if (type === "checkbox" || type === "radio") {
    // Choosing one of a group of radio buttons lets go of the others.
    const siblingChosen =
      type === "radio" &&
      [...typed].some(([other, on]) => on === true && other !== field && other.getAttribute("name") === name);
    const on = value ?? (field.hasAttribute("checked") && !siblingChosen);
    return on ? [[name, field.getAttribute("value") ?? "on"]] : [];
  }
  if (field.tagName === "SELECT") return [[name, selected(field, value)]];
  if (field.tagName === "TEXTAREA") return [[name, String(value ?? field.text)]];
  return [[name, String(value ?? field.getAttribute("value") ?? "")]];
}

function selected(select: HTMLElement, value: string | boolean | undefined) {
  const options = select.querySelectorAll("option");
  const chosen =
    value === undefined
      ? (options.find((option) => option.hasAttribute("selected")) ?? options[0])
      : options.find((option) => squeeze(option.text) === value || option.getAttribute("value") === value);
  if (!chosen)
    throw new Error(
      `No option "${value}"; there are: ${options.map((each) => squeeze(each.text)).join(", ")}.`,
    );
  return chosen.getAttribute("value") ?? squeeze(chosen.text);
}
