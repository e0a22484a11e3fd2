// The four ticks: what a number check says, in a mark, a word and a line.

import { el } from "./dom.js";
import { t } from "./words.js";

export const VERDICTS = {
  supported: { word: t("Traced"), tally: (count) => t("{count} traced", { count }), line: t("The filing says so.") },
  derived: { word: t("Recomputed"), tally: (count) => t("{count} recomputed", { count }), line: t("Computed from cells of the filings.") },
  contradicted: { word: t("Contradicted"), tally: (count) => t("{count} contradicted", { count }), line: t("The filing says something else.") },
  unsupported: { word: t("Not found"), tally: (count) => t("{count} not found", { count }), line: t("The filings do not say, or it cannot be told.") },
};

/** Which of the four ticks a number wears. */
export function tickOf(check) {
  if (check.verdict === "supported" && check.how === "derived") return "derived";
  return check.verdict in VERDICTS ? check.verdict : "unsupported";
}

/** How a verdict was reached, in words; "" where the tick says it all. */
export function howInWords(check) {
  if (check.how === "rounded") return t("within the rounding shown");
  if (check.how === "text") return t("in a sentence");
  if (check.how === "exact") return t("to the digit");
  return "";
}

/** The line that hovering or focusing a number shows, and a screen reader reads out. */
export function explain(check) {
  const { word, line } = VERDICTS[tickOf(check)];
  const parts = [t("{verdict}. {reason}", { verdict: word, reason: check.reason || line })];
  if (check.expected) parts.push(t("The filing says: {expected}.", { expected: check.expected }));
  if (check.formula) parts.push(t("Formula: {formula}", { formula: check.formula }));
  return parts.join("\n");
}

let shownFor = null;

function place(tip, target) {
  const box = target.getClientRects()[0] ?? target.getBoundingClientRect();
  const margin = 8;
  const left = Math.min(box.left, innerWidth - tip.offsetWidth - margin);
  const above = box.top - tip.offsetHeight - 6;
  tip.style.left = `${Math.max(margin, left)}px`;
  tip.style.top = `${above > margin ? above : box.bottom + 6}px`;
}

function show(target, check) {
  const tip = document.getElementById("tip");
  const { word, line } = VERDICTS[tickOf(check)];
  tip.replaceChildren(
    el("strong", { class: `tip__word tip__word--${tickOf(check)}` }, word),
    el("span", { class: "tip__line" }, check.reason || line),
    check.expected ? el("span", { class: "tip__line" }, t("Filing:"), " ", el("b", {}, check.expected)) : "",
    check.formula ? el("code", { class: "tip__formula" }, check.formula) : "",
  );
  tip.hidden = false;
  shownFor = target;
  place(tip, target);
}

/** Takes the tooltip away; returns whether there was one. */
export function hideTip() {
  const was = shownFor !== null;
  document.getElementById("tip").hidden = true;
  shownFor = null;
  return was;
}

/** Shows `check` while `target` is hovered or has the focus. */
export function tipOn(target, check) {
  target.addEventListener("pointerenter", () => show(target, check));
  target.addEventListener("focus", () => show(target, check));
  target.addEventListener("pointerleave", () => document.activeElement !== target && hideTip());
  target.addEventListener("blur", hideTip);
}
