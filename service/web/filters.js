// Which filings the library shows: by the words typed, and by company, form, period, collection.

import { byId, el, fill } from "./dom.js";
import { formName } from "./named.js";
import { locale, t } from "./words.js";

const KINDS = [
  ["company", t("Company"), (filing) => filing.company],
  ["form", t("Form"), (filing) => filing.form],
  ["year", t("Year"), (filing) => filing.period_dates?.end.slice(0, 4)],
  ["collection", t("Collection"), (filing) => filing.collection],
];

/** What the filings of a library hold of one kind, sorted. */
export function valuesOf(filings, kind) {
  const read = KINDS.find(([name]) => name === kind)[2];
  return [...new Set(filings.map(read).filter(Boolean))].sort((a, b) => a.localeCompare(b, locale, { numeric: true }));
}

/**
 * @param {{onChange: () => void, textOf: (filing: object) => string}} hooks
 * @returns {{matches: (filing: object) => boolean, draw: (filings: object[]) => void}}
 */
export function createFilters({ onChange, textOf }) {
  const words = byId("filing-filter");
  const chosen = new Map(); // kind -> value
  let drawn = "";

  /** Draws a list for each kind that tells filings apart. */
  function draw(filings) {
    const kinds = KINDS.map(([name, label]) => ({ name, label, values: valuesOf(filings, name) })).filter(({ values }) => values.length > 1);
    for (const name of [...chosen.keys()]) if (!kinds.some((kind) => kind.name === name && kind.values.includes(chosen.get(name)))) chosen.delete(name);
    const now = JSON.stringify(kinds);
    if (now === drawn) return;
    drawn = now;
    fill(byId("filing-filters"), kinds.map(select));
  }

  function select({ name, label, values }) {
    const node = el(
      "select",
      {
        class: "field",
        "aria-label": t("Show by {kind}", { kind: label.toLowerCase() }),
        on: {
          change: () => {
            if (node.value) chosen.set(name, node.value);
            else chosen.delete(name);
            onChange();
          },
        },
      },
      el("option", { value: "" }, t("{kind}: all", { kind: label })),
      values.map((value) => el("option", { value, selected: chosen.get(name) === value }, name === "form" ? formName(value) : value)),
    );
    return node;
  }

  function matches(filing) {
    const text = textOf(filing).toLowerCase();
    const typed = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    return typed.every((word) => text.includes(word)) && KINDS.every(([name, , read]) => !chosen.has(name) || read(filing) === chosen.get(name));
  }

  words.addEventListener("input", onChange);
  return { matches, draw };
}
