// What was understood of a question, as chips: companies and periods can be changed and asked again.

import { el, fill, iconButton } from "./dom.js";
import { operationName } from "./named.js";
import { periodWords } from "./periods.js";
import { t } from "./words.js";

const KINDS = { company: t("company"), period: t("period") };

let nextId = 0;

/** A small form in the place of a chip. */
function editor({ label, value, options, isNew, onDone, onRemove, onCancel }) {
  const id = `chip-options-${(nextId += 1)}`;
  const field = el("input", { class: "field chip__field", value, "aria-label": label, list: options.length ? id : null, maxlength: "100" });
  const form = el(
    "form",
    {
      class: "chip__form",
      on: {
        submit: (event) => {
          event.preventDefault();
          const text = field.value.trim();
          if (text && text !== value) onDone(text);
          else onCancel();
        },
        keydown: (event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          onCancel();
        },
      },
    },
    field,
    options.length > 0 && el("datalist", { id }, options.map((option) => el("option", { value: option }))),
    el("button", { type: "submit", class: "button button--small" }, t("Ask again")),
    !isNew && el("button", { type: "button", class: "button button--small", on: { click: onRemove } }, t("Leave out")),
    iconButton("close", t("Leave it as it is"), onCancel),
  );
  return { form, focus: () => field.select() };
}

/**
 * The chips of an answer.
 * @param {object|null} understood of an answer
 * @param {{nameOf: Function, onFiling: Function, companies: () => string[], periods: () => string[],
 *   isPlanGiven: boolean, onGiven: (given: {companies?: string[], periods?: string[]}) => void}} hooks
 */
export function understandingChips(understood, hooks) {
  if (!understood) return null;
  const plain = (kind, text, props = {}) =>
    el("li", {}, el(props.on ? "button" : "span", { class: `chip chip--${kind}`, ...props }, text));

  /** A chip of a list that can be changed; `at` past its end adds to it. */
  function changeable(name, kind, values, at, options) {
    const isNew = at >= values.length;
    const item = el("li", {});
    const give = (changed) => hooks.onGiven({ [name]: changed });
    const draw = (isFocused) => {
      const button = el(
        "button",
        {
          type: "button",
          class: isNew ? "chip chip--add" : `chip chip--${kind}`,
          title: isNew ? t("Ask of a {kind}", { kind: KINDS[kind] }) : t("Change the {kind} and ask again", { kind: KINDS[kind] }),
          on: { click: edit },
        },
        isNew ? `+ ${KINDS[kind]}` : values[at],
      );
      fill(item, button);
      if (isFocused) button.focus();
    };
    function edit() {
      const { form, focus } = editor({
        label: kind === "period" ? t("Period, such as FY2023, H1 2024 or 31 Dec 2023") : t("Company"),
        value: isNew ? "" : values[at],
        options: options(),
        isNew,
        onDone: (text) => give(isNew ? [...values, text] : values.map((old, n) => (n === at ? text : old))),
        onRemove: () => give(values.filter((_, n) => n !== at)),
        onCancel: () => draw(true),
      });
      fill(item, form);
      focus();
    }
    draw(false);
    return item;
  }

  const companies = understood.companies ?? [];
  const periods = understood.period_words?.length ? understood.period_words : (understood.periods ?? []).map(periodWords);
  const routed = understood.filing_ids ?? [];
  const shown = routed.length <= 4 ? routed : routed.slice(0, 3);
  const each = (name, kind, values, options) =>
    [...values, null].map((_, at) => (at < values.length || !values.length) && changeable(name, kind, values, at, options));
  const chips = [
    ...each("companies", "company", companies, hooks.companies),
    ...each("periods", "period", periods, hooks.periods),
    hooks.isPlanGiven && plain("plan", t("edited plan")),
    !hooks.isPlanGiven && understood.measure && plain("measure", understood.measure, { title: understood.measure }),
    !hooks.isPlanGiven && understood.operation && !["text", "lookup"].includes(understood.operation) &&
      plain("operation", operationName(understood.operation)),
    ...shown.map((id) =>
      plain("filing", hooks.nameOf(id) ?? id, {
        type: "button",
        title: t("Ask this filing alone from now on"),
        on: { click: () => hooks.onFiling(id) },
      }),
    ),
    shown.length < routed.length && plain("more", t("and {count} more filings", { count: routed.length - shown.length })),
  ];
  return [el("span", { class: "chips__label" }, t("Understood as")), el("ul", { class: "chips__list" }, chips)];
}
