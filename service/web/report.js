// The ingest report of one filing: what was read, what was not, what its cover says.

import * as api from "./api.js";
import { counted, el, iconButton } from "./dom.js";
import { periodWords } from "./periods.js";

const CORRECTABLE = [
  ["company", "Company"],
  ["form", "Form"],
  ["period", "Period"],
  ["currency", "Currency"],
];

const MOST_UNTIED = 30; // shown one by one
const words = (name) => (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll("_", " ");
const pageList = (pages) => (pages.length ? `${pages.length} (p. ${pages.join(", ")})` : 0);

function figures(filing) {
  const report = filing.report ?? {};
  const rows = [
    ["Pages", filing.pages],
    ["Pages without text", pageList(report.pages_without_text ?? [])],
    ["Tables", report.tables ?? filing.tables],
    ["of these doubtful", report.doubtful_tables],
    ["Facts", report.facts ?? filing.facts],
    ["Cells with digits not read", report.cells_not_read],
    ["Passages", report.passages ?? filing.passages],
    ["Characters read", report.characters],
    ["of these placed in a block", report.characters_placed],
  ];
  return el(
    "table",
    { class: "figures" },
    el(
      "tbody",
      {},
      rows
        .filter(([, value]) => value !== undefined && value !== null)
        .map(([term, value]) => el("tr", {}, el("th", { scope: "row" }, term), el("td", {}, typeof value === "number" ? value.toLocaleString("en") : value))),
    ),
  );
}

function notices(filing) {
  const warnings = filing.report?.warnings ?? [];
  if (!warnings.length) {
    return filing.state === "ready" ? el("p", { class: "report__clean" }, "Nothing was left unread.") : null;
  }
  return [
    el("h3", { class: "report__sub" }, `What was not read as it should be (${counted(warnings.length, "notice")})`),
    el(
      "ul",
      { class: "notices" },
      warnings.map((notice) => el("li", {}, notice.page && el("span", { class: "notices__page" }, `p. ${notice.page}`), notice.message ?? notice.code)),
    ),
  ];
}

/** What was held against each other: the statements in words, the checks by kind. */
function checks(filing) {
  const { statements = {}, ties = {} } = filing.report ?? {};
  const rows = [
    ...Object.entries(statements).map(([name, verdict]) => [words(name), verdict]),
    ...Object.entries(ties).map(([kind, [hold, fail]]) => [words(kind), `${hold.toLocaleString("en")} tie${fail ? `, ${fail} do not` : ""}`]),
  ];
  if (!rows.length) return null;
  const failing = Object.values(ties).reduce((sum, [, fail]) => sum + fail, 0);
  const list = el("ul", { class: "notices" });
  const open = el("details", { on: { toggle: () => open.open && !list.childElementCount && showUntied(filing, list) } }, el("summary", {}, `What does not tie (${failing})`), list);
  return [
    el("h3", { class: "report__sub" }, "Figures held against each other"),
    el("table", { class: "figures" }, el("tbody", {}, rows.map(([term, value]) => el("tr", {}, el("th", { scope: "row" }, term), el("td", {}, value))))),
    failing ? open : null,
  ];
}

async function showUntied(filing, list) {
  try {
    const untied = await api.getUntied(filing.id);
    const items = untied.slice(0, MOST_UNTIED).map((tie) => el("li", {}, el("span", { class: "notices__page" }, `p. ${tie.page}`), tie.message));
    list.replaceChildren(...items);
    if (untied.length > MOST_UNTIED) list.append(el("li", {}, `and ${untied.length - MOST_UNTIED} more`));
  } catch (error) {
    list.replaceChildren(el("li", {}, error.message));
  }
}

function timings(filing) {
  const stages = Object.entries(filing.report?.seconds ?? {});
  if (!stages.length) return null;
  return el("p", { class: "report__times" }, stages.map(([stage, seconds]) => `${stage} ${Number(seconds).toFixed(2)} s`).join(", "));
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
      said.textContent = "Saved.";
      onSaved();
    } catch (error) {
      said.textContent = error.message;
    }
  }
  return el(
    "details",
    { class: "correct" },
    el("summary", {}, "Correct what was read from the cover"),
    el(
      "form",
      { on: { submit: save } },
      fields.map(([, input, label]) => el("p", { class: "correct__row" }, el("label", { for: input.id }, label), input)),
      el("p", { class: "correct__row" }, el("button", { type: "submit", class: "button" }, "Save"), said),
    ),
  );
}

function links(filing) {
  const link = (href, text) => el("a", { href, download: true }, text);
  const original = link(api.originalUrl(filing.id), "Get the original file");
  if (!filing.facts && !filing.tables) return el("p", { class: "report__links" }, original);
  const files = [
    link(api.exportUrl(filing.id, "xlsx"), "Facts and tables (.xlsx)"),
    link(api.exportUrl(filing.id, "csv"), "Facts (.csv)"),
    link(api.exportUrl(filing.id, "csv", "tables"), "Tables (.csv)"),
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
  const about = [filing.company, filing.form, periodWords(filing.period_dates) || filing.period].filter(Boolean).join(" · ");
  const dialog = el(
    "dialog",
    { class: "dialog dialog--report", "aria-labelledby": "report-title" },
    el("div", { class: "dialog__head" }, el("h2", { id: "report-title", class: "dialog__title" }, filing.name), iconButton("close", "Close the report", close)),
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
