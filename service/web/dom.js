// Building the page. Strings become text nodes, never markup: filings, answers and file names
// are untrusted.

import { language, number, t } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * Builds an element.
 * @param {string} tag
 * @param {object} props `class`, `on` ({event: listener}), `data` (dataset); the rest are
 *   attributes: true sets an empty one, false, null and undefined set none.
 * @param {...(Node|string|number|null|false|Array)} children
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === "data") {
      Object.assign(node.dataset, value);
    } else {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
}

/** Replaces what `node` holds. */
export function fill(node, ...children) {
  node.replaceChildren();
  append(node, children);
  return node;
}

/** An icon of the sprite in index.html. */
export function icon(name, className = "icon") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A button that shows an icon alone; `label` is its accessible name and its tooltip. */
export function iconButton(name, label, onClick, props = {}) {
  return el(
    "button",
    {
      type: "button",
      "aria-label": label,
      title: label,
      ...props,
      class: `button button--icon ${props.class ?? ""}`.trim(),
      on: { click: onClick },
    },
    icon(name),
  );
}

export const byId = (id) => document.getElementById(id);

/** "1 table", "3,120 facts", "3 个表格": Chinese has no plural, its entries are those of "{count} tables". */
export function counted(count, noun, plural = `${noun}s`) {
  return t(`{count} ${count === 1 && language() === "en" ? noun : plural}`, { count: number(count) });
}

/** Says something to a screen reader without moving the focus. */
export function announce(sentence) {
  byId("status").textContent = sentence;
}

let toastTimer = null;

/** Says for a while, to everybody, that something did not work. */
export function complain(sentence) {
  const toast = byId("toast");
  fill(toast, el("p", {}, sentence), iconButton("close", t("Close"), () => (toast.hidden = true)));
  toast.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (toast.hidden = true), 10_000);
}

/**
 * Asks before something that cannot be undone.
 * @returns {Promise<boolean>}
 */
export function confirmed({ title, detail, action }) {
  return new Promise((resolve) => {
    const dialog = el(
      "dialog",
      { class: "dialog", "aria-labelledby": "confirm-title" },
      el("h2", { id: "confirm-title", class: "dialog__title" }, title),
      el("p", {}, detail),
      el(
        "div",
        { class: "dialog__actions" },
        el("button", { type: "button", class: "button", on: { click: () => dialog.close("no") } }, t("Keep it")),
        el("button", { type: "button", class: "button button--danger", on: { click: () => dialog.close("yes") } }, action),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
