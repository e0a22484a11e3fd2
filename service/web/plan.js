// The plan of an answer: its steps as people read them, and as fields that can be changed and run.

import { el, fill } from "./dom.js";
import { t } from "./words.js";

const of = (operand) => [operand.company, operand.period].filter(Boolean).join(", ");

function steps(plan, isComputed) {
  return [
    el(
      "ol",
      { class: "plan__operands" },
      plan.operands.map((operand) =>
        el(
          "li",
          { class: "plan__operand" },
          el("code", { class: "plan__name" }, operand.name),
          el("span", {}, operand.line_item, of(operand) && el("span", { class: "plan__of" }, ` ${of(operand)}`)),
        ),
      ),
    ),
    isComputed && el("p", { class: "plan__formula" }, el("span", { class: "plan__label" }, t("Formula"), " "), el("code", {}, plan.formula)),
    plan.explanation && el("p", { class: "plan__explanation" }, plan.explanation),
  ];
}

/** The plan with what the fields say; an operand that was changed is looked for anew. */
function changed(plan, rows, formula, unit) {
  const operands = plan.operands.map((operand, at) => {
    const [line_item, company, period] = rows[at].map((field) => field.value.trim());
    const next = { ...operand, line_item, company: company || null, period: period || null };
    const isSame = next.line_item === operand.line_item && next.company === (operand.company ?? null) && next.period === (operand.period ?? null);
    if (isSame) return operand;
    return { ...next, fact_id: null, told_at: null, filing_id: next.company === (operand.company ?? null) ? operand.filing_id : null };
  });
  return { operation: "formula", operands, formula: formula.value.trim(), unit: unit.value.trim() || null };
}

function form(plan, { onRun, onCancel }) {
  const field = (value, label, limit) => el("input", { class: "field", value: value ?? "", "aria-label": label, maxlength: String(limit) });
  const rows = plan.operands.map((operand) => [
    field(operand.line_item, t("Line item {name}", { name: operand.name }), 500),
    field(operand.company, t("Company of {name}, if another", { name: operand.name }), 300),
    field(operand.period, t("Period of {name}", { name: operand.name }), 100),
  ]);
  const columns = [t("Line item"), t("Company"), t("Period")];
  const cell = (name, input) => el("label", { class: "plan__cell" }, el("span", { "aria-hidden": "true" }, name), input);
  const formula = field(plan.formula, t("Formula"), 500);
  const unit = field(plan.unit, t("Unit of the result"), 40);
  return el(
    "form",
    {
      class: "plan__form",
      on: {
        submit: (event) => {
          event.preventDefault();
          onRun(changed(plan, rows, formula, unit));
        },
      },
    },
    el("div", { class: "plan__row plan__row--head", "aria-hidden": "true" }, ["", ...columns].map((text) => el("span", {}, text))),
    plan.operands.map((operand, at) => el("div", { class: "plan__row" }, el("code", { class: "plan__name" }, operand.name), rows[at].map((input, n) => cell(columns[n], input)))),
    el("label", { class: "plan__last" }, el("span", { class: "plan__label" }, t("Formula")), formula),
    el("label", { class: "plan__last" }, el("span", { class: "plan__label" }, t("Unit")), unit),
    el(
      "p",
      { class: "plan__actions" },
      el("button", { type: "submit", class: "button button--primary" }, t("Run the plan")),
      el("button", { type: "button", class: "button", on: { click: onCancel } }, t("Leave it as it was")),
    ),
  );
}

/**
 * The plan of an answer, or null where it has none.
 * @param {object|null} plan
 * @param {(plan: object) => void} onRun called with the plan as it was changed
 */
export function drawPlan(plan, onRun) {
  if (!plan?.operands?.length) return null;
  const isComputed = plan.operation !== "lookup";
  const body = el("div", { class: "plan__body" });
  const show = () =>
    fill(body, steps(plan, isComputed), el("button", { type: "button", class: "button button--small plan__change", on: { click: edit } }, t("Change the plan")));
  function edit() {
    fill(body, form(plan, { onRun, onCancel: show }));
    body.querySelector("input").focus();
  }
  show();
  return el("details", { class: "plan", open: isComputed }, el("summary", {}, isComputed ? t("How it was computed") : t("What was looked up")), body);
}
