// The ingest report of one filing: what was read, what was not, what its cover says.

import * as api from "./api.js";
import { counted, el, iconButton } from "./dom.js";
import { checkName, formName, outcomeName, timedName } from "./named.js";
import { periodWords } from "./periods.js";
import { number, t } from "./words.js";

const CORRECTABLE = [
  ["company", t("Company")],
  ["form", t("Form")],
  ["period", t("Period")],
  ["currency", t("Currency")],
];

const MOST_UNTIED = 30; // shown one by one
const pageList = (pages) => (pages.length ? t("{count} (p. {pages})", { count: pages.length, pages: pages.join(", ") }) : 0);

function figures(filing) {
  const report = filing.report ?? {};
  const rows = [
    [t("Pages"), filing.pages],
    [t("Pages without text"), pageList(report.pages_without_text ?? [])],
    [t("Tables"), report.tables ?? filing.tables],
    [t("of these doubtful"), report.doubtful_tables],
    [t("Facts"), report.facts ?? filing.facts],
    [t("Cells with digits not read"), report.cells_not_read],
    [t("Passages"), report.passages ?? filing.passages],
    [t("Characters read"), report.characters],
    [t("of these placed in a block"), report.characters_placed],
  ];
  return el(
    "table",
    { class: "figures" },
    el(
      "tbody",
      {},
      rows
        .filter(([, value]) => value !== undefined && value !== null)
        .map(([term, value]) => el("tr", {}, el("th", { scope: "row" }, term), el("td", {}, typeof value === "number" ? number(value) : value))),
    ),
  );
}

function notices(filing) {
  const warnings = filing.report?.warnings ?? [];
  if (!warnings.length) {
    return filing.state === "ready" ? el("p", { class: "report__clean" }, t("Nothing was left unread.")) : null;
  }
  return [
    el("h3", { class: "report__sub" }, t("What was not read as it should be ({notices})", { notices: counted(warnings.length, "notice") })),
    el(
      "ul",
      { class: "notices" },
      warnings.map((notice) => el("li", {}, notice.page && el("span", { class: "notices__page" }, t("p. {page}", { page: notice.page })), notice.message ?? notice.code)),
    ),
  ];
}

const tied = (hold, fail) =>
  fail ? t("{hold} tie, {fail} do not", { hold: number(hold), fail: number(fail) }) : t("{hold} tie", { hold: number(hold) });

/** What was held against each other: the statements in words, the checks by kind. */
function checks(filing) {
  const { statements = {}, ties = {} } = filing.report ?? {};
  const rows = [
    ...Object.entries(statements).map(([name, verdict]) => [checkName(name), outcomeName(verdict)]),
    ...Object.entries(ties).map(([kind, [hold, fail]]) => [checkName(kind), tied(hold, fail)]),
  ];
  if (!rows.length) return null;
  const failing = Object.values(ties).reduce((sum, [, fail]) => sum + fail, 0);
  const list = el("ul", { class: "notices" });
  const open = el("details", { on: { toggle: () => open.open && !list.childElementCount && showUntied(filing, list) } }, el("summary", {}, t("What does not tie ({count})", { count: failing })), list);
  return [
    el("h3", { class: "report__sub" }, t("Figures held against each other")),
    el("table", { class: "figures" }, el("tbody", {}, rows.map(([term, value]) => el("tr", {}, el("th", { scope: "row" }, term), el("td", {}, value))))),
    failing ? open : null,
  ];
}

async function showUntied(filing, list) {
  try {
    const untied = await api.getUntied(filing.id);
    const items = untied.slice(0, MOST_UNTIED).map((tie) => el("li", {}, el("span", { class: "notices__page" }, t("p. {page}", { page: tie.page })), tie.message));
    list.replaceChildren(...items);
    if (untied.length > MOST_UNTIED) list.append(el("li", {}, t("and {count} more", { count: untied.length - MOST_UNTIED })));
  } catch (error) {
    list.replaceChildren(el("li", {}, error.message));
  }
}

function timings(filing) {
  const stages = Object.entries(filing.report?.seconds ?? {});
  if (!stages.length) return null;
  return el("p", { class: "report__times" }, stages.map(([stage, seconds]) => `${timedName(stage)} ${t("{time} s", { time: Number(seconds).toFixed(2) })}`).join(t(", ")));
}

function corrections(filing, onSaved) {
  const fields = CORRECTABLE.map(([name, label]) => [name, el("input", { class: "field", id: `correct-${name}`, name, value: filing[name] ?? "" }), label]);
  const said = el("p", { class: "report__said", role: "status" });
  async function save(event) {
    event.preventDefault();
    const changed = fields.filter(([name, input]) => input.value.trim() !== (filing[name] ?? ""));
    if (!changed.length) return;
    try {
      await api.correctFiling(filing.id, Object.fromEntries(changed.map(([name, input]) => [name, input.value.trim() || null])));
      for (const [name, input] of changed) filing[name] = input.value.trim();
      said.textContent = t("Saved.");
      onSaved();
    } catch (error) {
      said.textContent = error.message;
    }
  }
  return el(
    "details",
    { class: "correct" },
    el("summary", {}, t("Correct what was read from the cover")),
    el(
      "form",
      { on: { submit: save } },
      fields.map(([, input, label]) => el("p", { class: "correct__row" }, el("label", { for: input.id }, label), input)),
      el("p", { class: "correct__row" }, el("button", { type: "submit", class: "button" }, t("Save")), said),
    ),
  );
}

function links(filing) {
  const link = (href, text) => el("a", { href, download: true }, text);
  const original = link(api.originalUrl(filing.id), t("Get the original file"));
  if (!filing.facts && !filing.tables) return el("p", { class: "report__links" }, original);
  const files = [
    link(api.exportUrl(filing.id, "xlsx"), t("Facts and tables (.xlsx)")),
    link(api.exportUrl(filing.id, "csv"), t("Facts (.csv)")),
    link(api.exportUrl(filing.id, "csv", "tables"), t("Tables (.csv)")),
  ];
  return el("p", { class: "report__links" }, [original, ...files].flatMap((each, n) => (n ? [" · ", each] : [each])));
}

/**
 * Opens the report of a filing as a dialog.
 * @param {object} filing of GET /v1/filings/{id}
 * @param {() => void} onSaved called after a correction
 */
export function openReport(filing, onSaved) {
  const close = () => dialog.close();
  const about = [filing.company, formName(filing.form), periodWords(filing.period_dates) || filing.period].filter(Boolean).join(" · ");
  const dialog = el(
    "dialog",
    { class: "dialog dialog--report", "aria-labelledby": "report-title" },
    el("div", { class: "dialog__head" }, el("h2", { id: "report-title", class: "dialog__title" }, filing.name), iconButton("close", t("Close the report"), close)),
    about && el("p", { class: "report__about" }, about),
    filing.error && el("p", { class: "filing__error" }, filing.error),
    filing.state !== "failed" && figures(filing),
    checks(filing),
    notices(filing),
    filing.state !== "failed" && corrections(filing, onSaved),
    links(filing),
    timings(filing),
  );
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  document.body.append(dialog);
  dialog.showModal();
}
