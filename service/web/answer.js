// One answer, drawn: its text with ticks and marks, its value, plan, sources and notes.

import { counted, el, icon } from "./dom.js";
import { drawPlan } from "./plan.js";
import { annotate, blocks } from "./spans.js";
import { explain, tickOf, tipOn, VERDICTS } from "./verdicts.js";
import { number, t } from "./words.js";

let nextId = 0;

function numberButton(check, text, open) {
  const tick = tickOf(check);
  const id = `check-${(nextId += 1)}`;
  const last = text.lastIndexOf(" ") + 1; // its last word keeps the tick on its line
  const button = el(
    "button",
    { type: "button", class: `num num--${tick}`, "aria-describedby": id, on: { click: () => open({ check }) } },
    text.slice(0, last),
    el("span", { class: "num__end" }, text.slice(last), icon(tick, "num__tick")),
  );
  tipOn(button, check);
  return [button, el("span", { id, hidden: true }, explain(check))];
}

function markButton(citation, text, open) {
  const { filing, page } = citation;
  const where = page ? t("{filing}, page {page}", { filing, page }) : filing;
  return el(
    "button",
    {
      type: "button",
      class: "mark",
      "aria-label": t("Source {id}: {where}", { id: citation.id, where }),
      title: where,
      on: { click: () => open({ citation }) },
    },
    text,
  );
}

/** The nodes of one stretch of the answer; `**` switches strong on and off. */
function stretch(text, range, spans, open) {
  const nodes = [];
  let strong = null;
  const add = (...items) => (strong ? strong.append(...items) : nodes.push(...items));
  let at = range.start;
  for (const span of spans) {
    if (span.start < range.start || span.end > range.end) continue;
    if (span.start > at) add(text.slice(at, span.start));
    const inside = text.slice(span.start, span.end);
    if (span.kind === "strong") {
      if (strong) strong = null;
      else nodes.push((strong = el("strong")));
    } else if (span.kind === "number") add(...numberButton(span.of, inside, open));
    else add(markButton(span.of, inside, open));
    at = span.end;
  }
  if (at < range.end) add(text.slice(at, range.end));
  return nodes;
}

/** The answer's text, in paragraphs and lists. */
export function answerText(answer, open) {
  const text = answer.answer;
  const spans = annotate(text, answer.numbers ?? [], answer.citations ?? []);
  return blocks(text).map((block) => {
    const parts = block.items.map((range) => stretch(text, range, spans, open));
    return block.kind === "p" ? el("p", {}, parts[0]) : el(block.kind, {}, parts.map((part) => el("li", {}, part)));
  });
}

function headline(answer, open) {
  if (!answer.value?.display || answer.abstained) return null;
  const check = (answer.numbers ?? []).find((number) => number.text === answer.value.display);
  return el(
    "p",
    { class: "headline" },
    check ? numberButton(check, answer.value.display, open) : el("span", { class: "num" }, answer.value.display),
  );
}

function tally(answer) {
  const counts = new Map(Object.keys(VERDICTS).map((tick) => [tick, 0]));
  for (const check of answer.numbers ?? []) counts.set(tickOf(check), counts.get(tickOf(check)) + 1);
  const shown = [...counts].filter(([, count]) => count);
  if (!shown.length) return null;
  return el(
    "ul",
    { class: "tally", "aria-label": t("Number checks") },
    shown.map(([tick, count]) =>
      el("li", { class: `tally__item tally__item--${tick}` }, icon(tick, "tally__tick"), VERDICTS[tick].tally(count)),
    ),
  );
}

/** Where a citation stands, in one line. */
export function placeOf(citation) {
  return [citation.page && t("p. {page}", { page: citation.page }), citation.section].filter(Boolean).join(" · ");
}

/** What a citation says, in a line: the cell with its row and column, or the quote. */
function gist({ cell, quote }) {
  if (!cell) return quote;
  return [[cell.row, cell.column.replaceAll(" | ", ", ")].filter(Boolean).join(", "), ": ", el("b", {}, cell.text)];
}

function sources(answer, open) {
  const cited = answer.citations ?? [];
  if (!cited.length) return null;
  return el(
    "details",
    { class: "sources", open: true },
    el("summary", {}, answer.abstained ? t("Nearest passages") : counted(cited.length, "source")),
    el(
      "ol",
      { class: "sources__list" },
      cited.map((citation) =>
        el(
          "li",
          {},
          el(
            "button",
            { type: "button", class: "source", on: { click: () => open({ citation }) } },
            el("span", { class: "source__id" }, `[${citation.id}]`),
            el("span", { class: "source__place" }, el("b", {}, citation.filing), " ", placeOf(citation)),
            el("span", { class: "source__quote" }, gist(citation)),
          ),
        ),
      ),
    ),
  );
}

function seconds(milliseconds) {
  if (milliseconds < 1000) return t("{time} ms", { time: number(milliseconds) });
  return t("{time} s", { time: (milliseconds / 1000).toFixed(1) });
}

function signature(answer) {
  const timings = answer.timings_ms ?? {};
  const total = timings.total ?? Object.values(timings).reduce((sum, value) => sum + value, 0);
  const engine = answer.engine === "embedded" ? t("Embedded engine") : t("Written by {engine}", { engine: answer.engine });
  return el("span", { class: "signature" }, total ? t("{engine}, {time}", { engine, time: seconds(total) }) : engine);
}

/**
 * A whole answer.
 * @param {object} answer the contract's Answer
 * @param {{open: Function, actions: Node[], comment: Node|null, isPlanGiven: boolean,
 *   onFollowUp: (question: string) => void, onPlan: (plan: object) => void}} hooks
 */
export function drawAnswer(answer, { open, actions, comment, isPlanGiven, onFollowUp, onPlan }) {
  const notes = answer.notes ?? [];
  const followUps = answer.follow_ups ?? [];
  return [
    answer.abstained && el("p", { class: "abstained__label" }, t("The filings do not say")),
    isPlanGiven && el("p", { class: "planned" }, t("An edited plan was run. It may compute something else than the question asks.")),
    headline(answer, open),
    el("div", { class: "prose" }, answerText(answer, open)),
    tally(answer),
    drawPlan(answer.plan, onPlan),
    notes.length > 0 && el("ul", { class: "notes" }, notes.map((note) => el("li", {}, note))),
    sources(answer, open),
    el("div", { class: "turn__foot" }, signature(answer), el("span", { class: "turn__actions" }, actions)),
    comment,
    followUps.length > 0 &&
      el(
        "div",
        { class: "follow-ups" },
        el("span", { class: "follow-ups__label" }, t("Ask next")),
        followUps.map((text) => el("button", { type: "button", class: "suggestion", on: { click: () => onFollowUp(text) } }, text)),
      ),
  ];
}

/** The answer as plain text with its checks and sources, for the clipboard. */
export function answerAsText(answer) {
  const checks = (answer.numbers ?? []).map(
    (check) => `- ${check.text}: ${t("{verdict}. {reason}", { verdict: VERDICTS[tickOf(check)].word.toLowerCase(), reason: check.reason ?? "" })}`.trimEnd(),
  );
  const cited = (answer.citations ?? []).map(
    (citation) => `[${citation.id}] ${citation.filing}${citation.page ? `, ${t("p. {page}", { page: citation.page })}` : ""}: ${citation.quote.trim()}`,
  );
  const part = (title, lines) => (lines.length ? `\n\n${title}\n${lines.join("\n")}` : "");
  return `${answer.question}\n\n${answer.answer}${part(t("Number checks"), checks)}${part(t("Sources"), cited)}\n`;
}
