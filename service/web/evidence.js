// The evidence pane: the very place that a number or a sentence was taken from.

import * as api from "./api.js";
import { byId, el, fill, icon, iconButton } from "./dom.js";
import { quoteSpan } from "./spans.js";
import { drawTable } from "./table.js";
import { howInWords, tickOf, VERDICTS } from "./verdicts.js";
import { t } from "./words.js";

const WINDOW = 2400; // characters of text shown on each side of a quote
const MOST_MARKS = 50; // on a page's image
const found = new WeakMap(); // citation -> promise of its places

/** Where a citation stands on its page's image: its cell, or the lines of its quote. */
function placesOf(citation) {
  if (citation.cell?.bbox) return Promise.resolve([citation.cell.bbox]);
  if (!found.has(citation)) found.set(citation, api.getMarks(citation).then((boxes) => boxes.slice(0, MOST_MARKS), () => []));
  return found.get(citation);
}

/** Verbatim text with the cited cell in it marked, where it stands there once. */
function withCell(text, cell) {
  const wanted = cell?.text?.trim();
  const at = wanted ? text.indexOf(wanted) : -1;
  if (at < 0 || text.indexOf(wanted, at + 1) >= 0) return text;
  return [text.slice(0, at), el("b", { class: "cited-cell" }, wanted), text.slice(at + wanted.length)];
}

/** @param {{filing: (id: string) => object|undefined}} hooks */
export function createEvidence(hooks) {
  const pane = byId("evidence");
  let returnTo = null; // what had the focus before the pane opened
  let shown = 0; // each opening has a number: answers to older requests are dropped

  const isPdf = (citation) => {
    const filing = hooks.filing(citation.filing_id);
    return filing?.media_type ? filing.media_type === "application/pdf" : /\.pdf$/i.test(citation.filing);
  };

  const isHtml = (citation) => hooks.filing(citation.filing_id)?.media_type === "text/html";

  /** On a phone the pane covers the page: what lies under it must not take the focus. */
  function setCovered(isCovered) {
    for (const node of [byId("library"), byId("conversation"), document.querySelector(".bar")]) node.inert = isCovered;
  }

  function close() {
    if (pane.hidden) return false;
    shown += 1;
    pane.hidden = true;
    document.body.classList.remove("has-evidence");
    setCovered(false);
    if (returnTo?.isConnected) returnTo.focus();
    returnTo = null;
    if (window.history.state?.isEvidence) window.history.back();
    return true;
  }

  function verdict(check) {
    const tick = tickOf(check);
    const how = howInWords(check);
    return el(
      "section",
      { class: `verdict verdict--${tick}` },
      el("p", { class: "verdict__head" }, icon(tick, "verdict__tick"), el("b", { class: "verdict__number" }, check.text), el("span", {}, how ? t("{verdict}, {how}", { verdict: VERDICTS[tick].word, how }) : VERDICTS[tick].word)),
      el("p", {}, check.reason || VERDICTS[tick].line),
      check.expected && el("p", {}, t("The filing says"), " ", el("b", {}, check.expected)),
      check.formula && el("p", { class: "verdict__formula" }, el("code", {}, check.formula)),
    );
  }

  function picker(citations, current, choose) {
    if (citations.length < 2) return null;
    return el(
      "div",
      { class: "picker", role: "group", "aria-label": t("Places") },
      citations.map((citation, index) =>
        el(
          "button",
          { type: "button", class: "picker__item", "aria-pressed": String(index === current), on: { click: () => choose(index) } },
          citation.cell ? [citation.cell.row, citation.cell.column.split(" | ")[0]].filter(Boolean).join(", ") : citation.page ? t("Page {number}", { number: citation.page }) : t("Place {number}", { number: index + 1 }),
        ),
      ),
    );
  }

  function head(citation) {
    return [
      el(
        "p",
        { class: "place" },
        el("b", { class: "place__file" }, citation.filing),
        el("a", { class: "place__open", href: api.originalUrl(citation.filing_id), download: true }, t("Get the original"), icon("get")),
      ),
      citation.section && el("p", { class: "place__section" }, citation.section),
      el("blockquote", { class: "quote" }, withCell(citation.quote, citation.cell)),
      citation.cell &&
        el(
          "dl",
          { class: "cell" },
          [[t("Row"), citation.cell.row], [t("Column"), citation.cell.column], [t("Cell"), citation.cell.text]].map(([term, text]) => text && el("div", {}, el("dt", {}, term), el("dd", {}, text))),
        ),
    ];
  }

  function problem(error) {
    return el("p", { class: "evidence__problem", role: "alert" }, error.message);
  }

  /** The page as an image; falls back to its text where there is no image. */
  function pageImage(citation, stage, ticket, beside) {
    let number = citation.page ?? 1;
    let count = null;
    let zoomed = false;
    const image = el("img", { class: "sheet__image", alt: "" });
    const frame = el("div", { class: "sheet__frame", tabindex: "0", role: "region", "aria-label": t("Page image") }, el("p", { class: "sheet__waiting waiting" }, t("Fetching the page")), image);
    const label = el("span", { class: "sheet__label" });
    const turn = (by) => () => show(number + by);
    const previous = iconButton("prev", t("Previous page"), turn(-1));
    const next = iconButton("next", t("Next page"), turn(1));
    const back = el("button", { type: "button", class: "button button--small", on: { click: () => show(citation.page) } }, t("Back to the mark"));
    const zoom = iconButton("zoom", t("Zoom in"), () => {
      zoomed = !zoomed;
      frame.classList.toggle("is-zoomed", zoomed);
      zoom.setAttribute("aria-pressed", String(zoomed));
      show(number);
    });
    let height = null;
    let places = [];

    function toMark() {
      if (!places.length || !height || number !== citation.page || !image.clientHeight) return;
      const scale = image.clientHeight / height;
      frame.scrollTop = Math.max(0, places[0][1] * scale - frame.clientHeight / 2);
      frame.scrollLeft = Math.max(0, places[0][0] * scale - frame.clientWidth / 2);
    }

    function altText() {
      const values = { number, filing: citation.filing, cell: citation.cell?.text };
      if (number !== citation.page || !places.length) return t("Page {number} of {filing}", values);
      return citation.cell?.bbox ? t("Page {number} of {filing}, the cell {cell} marked", values) : t("Page {number} of {filing}, the quote marked", values);
    }

    async function show(wanted) {
      number = wanted;
      frame.classList.add("is-loading");
      places = await placesOf(citation);
      if (ticket !== shown || number !== wanted) return;
      image.alt = altText();
      const others = beside.filter((one) => one.filing_id === citation.filing_id && one.page === number && one.cell?.bbox).map((one) => one.cell.bbox);
      image.src = api.imageUrl(citation.filing_id, number, number === citation.page ? [...places, ...others] : others, zoomed ? 4 : 2);
      label.textContent = count ? t("Page {number} of {count}", { number, count }) : t("Page {number}", { number });
      previous.disabled = number <= 1;
      next.disabled = count !== null && number >= count;
      back.hidden = number === citation.page;
    }

    image.addEventListener("load", () => {
      frame.classList.remove("is-loading");
      toMark();
    });
    image.addEventListener("error", () => {
      if (ticket === shown) pageText(citation, stage, ticket);
    });
    fill(stage, el("div", { class: "sheet__bar" }, previous, label, next, back, el("span", { class: "spacer" }), zoom), frame);
    show(number);
    api.getPage(citation.filing_id, number).then(
      (page) => {
        count = page.pages ?? null;
        height = page.height ?? null;
        label.textContent = count ? t("Page {number} of {count}", { number, count }) : t("Page {number}", { number });
        next.disabled = count !== null && number >= count;
        toMark();
      },
      () => {}, // the image does without; its own error event speaks where it is missing too
    );
  }

  /** The page's text around the quote, verbatim, with the quote marked. */
  async function pageText(citation, stage, ticket) {
    fill(stage, el("p", { class: "waiting" }, t("Fetching the page")));
    let page;
    try {
      page = await api.getPage(citation.filing_id, citation.page ?? 1);
    } catch (error) {
      if (ticket === shown) fill(stage, problem(error));
      return;
    }
    if (ticket !== shown) return;
    const text = page.text;
    const span = quoteSpan(text, citation);
    const from = { value: Math.max(0, (span?.start ?? 0) - WINDOW) };
    const to = { value: Math.min(text.length, (span?.end ?? 0) + WINDOW) };
    const draw = () => {
      const more = (label, step) => el("button", { type: "button", class: "button button--small", on: { click: () => (step(), draw()) } }, label);
      const mark = span && el("mark", {}, withCell(text.slice(span.start, span.end), citation.cell));
      fill(
        stage,
        !span && el("p", { class: "evidence__problem" }, t("The quote was not found again on this page; the page is shown from its top.")),
        from.value > 0 && more(t("Show what comes before"), () => (from.value = Math.max(0, from.value - 4 * WINDOW))),
        el("pre", { class: "page-text", tabindex: "0" }, span ? [text.slice(from.value, span.start), mark, text.slice(span.end, to.value)] : text.slice(from.value, to.value)),
        to.value < text.length && more(t("Show what follows"), () => (to.value = Math.min(text.length, to.value + 4 * WINDOW))),
      );
      return mark;
    };
    draw()?.scrollIntoView({ block: "center" });
  }

  /** An HTML filing as its author laid it out, in a frame that runs and loads nothing. */
  function pageLayout(citation, stage) {
    const frame = el("iframe", { class: "layout", title: t("{filing} in its own layout", { filing: citation.filing }), sandbox: true, src: api.layoutUrl(citation) });
    fill(stage, frame);
  }

  async function extractedTable(citation, stage, ticket, beside) {
    fill(stage, el("p", { class: "waiting" }, t("Fetching the table")));
    try {
      const table = await api.getTable(citation.cell.table_id);
      if (ticket !== shown) return;
      fill(stage, drawTable(table, citation.cell, beside.map((one) => one.cell).filter((cell) => cell?.table_id === citation.cell.table_id)));
      stage.querySelector("td mark, th mark")?.scrollIntoView({ block: "center", inline: "center" });
    } catch (error) {
      if (ticket === shown) fill(stage, problem(error));
    }
  }

  function views(citation, stage, beside) {
    const offered = [
      isPdf(citation) && [t("Page"), pageImage],
      isHtml(citation) && [t("Layout"), pageLayout],
      [t("Text"), pageText],
      citation.cell?.table_id && [t("Table as extracted"), extractedTable],
    ].filter(Boolean);
    const buttons = offered.map(([name, draw]) =>
      el("button", { type: "button", class: "views__item", "aria-pressed": "false", on: { click: () => choose(name, draw) } }, name),
    );
    function choose(name, draw) {
      shown += 1;
      buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.textContent === name)));
      draw(citation, stage, shown, beside);
    }
    /** The first view that shows the mark: a page's image may not hold the quote as its text does. */
    async function start() {
      const ticket = (shown += 1);
      fill(stage, el("p", { class: "waiting" }, t("Fetching the page")));
      const isUnmarked = isPdf(citation) && !(await placesOf(citation)).length;
      if (ticket === shown) choose(...(isUnmarked ? offered.find(([, draw]) => draw === pageText) : offered[0]));
    }
    return { bar: el("div", { class: "views", role: "group", "aria-label": t("Show as") }, buttons), start };
  }

  function draw(check, citations, index) {
    const citation = citations[index];
    const stage = el("div", { class: "stage" });
    const view = citation && views(citation, stage, citations.filter((one) => one !== citation));
    fill(
      pane,
      el(
        "div",
        { class: "pane__head" },
        el("h2", { class: "pane__title" }, check ? t("Evidence for a number") : t("Source [{id}]", { id: citation.id })),
        el("span", { class: "spacer" }),
        iconButton("close", t("Close the evidence (Esc)"), close),
      ),
      el(
        "div",
        { class: "pane__body evidence__body" },
        check && verdict(check),
        picker(citations, index, (chosen) => draw(check, citations, chosen)),
        citation ? [head(citation), view.bar, stage] : el("p", { class: "evidence__none" }, t("No place in the filings speaks for or against this number.")),
      ),
    );
    view?.start();
  }

  /**
   * Opens the pane on a number check or on a citation.
   * @param {{check?: object, citation?: object, answer: object}} what
   */
  function open({ check = null, citation = null }) {
    const isCovering = matchMedia("(max-width: 760px)").matches;
    if (pane.hidden) {
      returnTo = document.activeElement;
      // What covers the page is a step of its own: Back leads from it to the answer.
      if (isCovering) window.history.pushState({ isEvidence: true }, "");
    }
    pane.hidden = false;
    document.body.classList.add("has-evidence");
    setCovered(isCovering);
    draw(check, check ? check.evidence ?? [] : [citation], 0);
    pane.focus({ preventScroll: true });
  }

  return { open, close };
}
