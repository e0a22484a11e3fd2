// The library: what has been handed in, how far it is, what a question is restricted to.

import * as api from "./api.js";
import { announce, byId, complain, confirmed, counted, el, fill, icon, iconButton } from "./dom.js";
import { createFilters, valuesOf } from "./filters.js";
import { formName, stageName } from "./named.js";
import { periodWords } from "./periods.js";
import { openReport } from "./report.js";
import { t } from "./words.js";

const POLL_MS = 1000;
const SLOWEST_POLL_MS = 15_000;
const ENCRYPTED = "encrypted_filing"; // the code of a failure that a password mends
const SEARCH_FROM = 6; // filings from which on a search field helps

const isUnderWay = (filing) => filing.state === "queued" || filing.state === "processing" || isEmbedding(filing);

function isEmbedding(filing) {
  return filing.state !== "failed" && Number.isInteger(filing.embedded) && filing.embedded < filing.passages;
}

/** How far a filing is: {share: 0 to 1 or null, words}. */
function progressOf(filing) {
  const progress = filing.progress;
  if (progress) {
    const stage = stageName(progress.stage);
    // A stage of one step is under way or over: its share says nothing.
    if (progress.total <= 1) return { share: null, words: stage };
    return { share: progress.done / progress.total, words: t("{stage}, {done} of {total}", { stage, done: progress.done, total: progress.total }) };
  }
  if (isEmbedding(filing)) return { share: filing.embedded / filing.passages, words: t("{stage}, {done} of {total}", { stage: stageName("embed"), done: filing.embedded, total: filing.passages }) };
  return { share: null, words: filing.state === "queued" ? t("waiting its turn") : stageName("parse") };
}

/** The period that a filing reports on, in words; "" where it is not known. */
export const periodOf = (filing) => periodWords(filing.period_dates) || filing.period || "";

/** The name that a person knows a filing by. */
export function titleOf(filing) {
  return filing.company || filing.name;
}

/** @param {{onChange: (filings: object[], selected: string[]) => void, onAnswer: Function}} hooks */
export function createLibrary(hooks) {
  const list = byId("filings");
  const uploads = byId("uploads");
  const nodes = new Map(); // id -> {node, drawn: the JSON it was drawn from}
  const selected = new Set();
  let filings = null; // null: not known yet
  let timer = null;
  let wait = POLL_MS; // grows while nothing changes

  const filters = createFilters({
    onChange: () => filings && render(),
    textOf: (filing) => [filing.name, filing.company, filing.form, formName(filing.form), filing.period, periodOf(filing)].join(" "),
  });

  const find = (id) => filings?.find((filing) => filing.id === id);

  function counts(filing) {
    if (filing.state === "queued") return null;
    const parts = [
      filing.is_paged !== false && filing.pages && counted(filing.pages, "page"),
      filing.tables && counted(filing.tables, "table"),
      filing.facts && counted(filing.facts, "fact"),
    ].filter(Boolean);
    return parts.length ? el("p", { class: "filing__counts" }, parts.join(" · ")) : null;
  }

  function state(filing) {
    if (filing.state === "failed") {
      const error = el("p", { class: "filing__error" }, filing.error ?? t("The file could not be read."));
      return filing.error_code === ENCRYPTED ? [error, unlock(filing)] : error;
    }
    if (!isUnderWay(filing)) return null;
    const { share, words } = progressOf(filing);
    return el(
      "div",
      { class: "filing__progress" },
      el("progress", { max: "1", value: share, "aria-label": `${filing.name}: ${words}` }),
      el("span", {}, filing.is_answerable ? t("Can be asked; {progress}", { progress: words }) : words),
    );
  }

  /** Asks for the password of an encrypted file, and hands in what was handed in once more. */
  function unlock(filing) {
    const field = el("input", { class: "field", type: "password", autocomplete: "off", maxlength: "1000", required: true, "data-act": "password", "aria-label": t("Password of {name}", { name: filing.name }), placeholder: t("Password") });
    const open = el("button", { type: "submit", class: "button button--small" }, t("Open"));
    async function submit(event) {
      event.preventDefault();
      open.disabled = true;
      try {
        await api.unlockFiling(filing, field.value);
      } catch (error) {
        complain(error.message);
      }
      open.disabled = false;
      field.value = "";
      await refresh();
    }
    return el("form", { class: "filing__unlock", on: { submit } }, field, open);
  }

  function draw(filing) {
    const about = [formName(filing.form), periodOf(filing)].filter(Boolean).join(" · ");
    const box = el("input", {
      type: "checkbox",
      class: "filing__box",
      "data-act": "pick",
      "aria-label": t("Restrict questions to {name}", { name: filing.name }),
      disabled: filing.state === "failed",
      on: { change: () => pick(filing.id, box.checked) },
    });
    box.checked = selected.has(filing.id);
    return el(
      "li",
      { class: `filing filing--${filing.state}` },
      el(
        "label",
        { class: "filing__label" },
        box,
        el(
          "span",
          { class: "filing__body" },
          el("span", { class: "filing__title" }, titleOf(filing)),
          about && el("span", { class: "filing__about" }, about),
          filing.company && el("span", { class: "filing__file" }, filing.name),
        ),
      ),
      el(
        "div",
        { class: "filing__actions" },
        iconButton("report", t("Ingest report of {name}", { name: filing.name }), () => report(filing.id), { "data-act": "report" }),
        iconButton("trash", t("Delete {title}", { title: filing.name }), () => remove(filing), { "data-act": "delete" }),
      ),
      el("div", { class: "filing__more" }, counts(filing), state(filing)),
    );
  }

  function render() {
    const focused = document.activeElement;
    const focusAct = focused?.dataset?.act;
    const focusItem = focused?.closest?.(".filing");
    filters.draw(filings);
    const shown = filings.filter(filters.matches);
    for (const filing of shown) {
      const drawn = JSON.stringify(filing);
      const known = nodes.get(filing.id);
      if (known?.drawn === drawn) continue;
      const node = draw(filing);
      if (known && focusItem === known.node) {
        known.node.replaceWith(node);
        node.querySelector(`[data-act="${focusAct}"]`)?.focus();
      }
      nodes.set(filing.id, { node, drawn });
    }
    const wanted = shown.map((filing) => nodes.get(filing.id).node);
    if (wanted.length !== list.children.length || wanted.some((node, at) => list.children[at] !== node)) list.replaceChildren(...wanted);
    byId("filing-count").textContent = filings.length ? counted(filings.length, "filing") : "";
    byId("filing-search").hidden = filings.length < SEARCH_FROM;
    fill(byId("library-empty"), emptyState(shown));
    fill(byId("collections"), valuesOf(filings, "collection").map((value) => el("option", { value })));
    scopeRow();
  }

  function emptyState(shown) {
    if (!filings.length && !uploads.children.length) {
      return el("div", { class: "empty" }, el("p", { class: "empty__lead" }, t("No filings yet")), el("p", {}, t("Add annual reports, results announcements, 10-Ks and 10-Qs.")));
    }
    if (filings.length && !shown.length) return el("p", { class: "empty" }, t("No filing matches."));
    return null;
  }

  function scopeRow() {
    const row = byId("scope-row");
    row.hidden = selected.size === 0;
    fill(row, el("span", {}, t("Questions go to {what}", { what: counted(selected.size, "filing") })), el("button", { type: "button", class: "button button--small", on: { click: clearScope } }, t("Ask all")));
    hooks.onChange(filings, [...selected]);
  }

  function pick(id, isOn) {
    if (isOn) selected.add(id);
    else selected.delete(id);
    scopeRow();
  }

  function clearScope() {
    selected.clear();
    for (const box of list.querySelectorAll(".filing__box")) box.checked = false;
    for (const [, known] of nodes) known.node.querySelector(".filing__box").checked = false;
    scopeRow();
  }

  /** Restricts the scope to one filing. */
  function only(id) {
    clearScope();
    selected.add(id);
    const box = nodes.get(id)?.node.querySelector(".filing__box");
    if (box) box.checked = true;
    scopeRow();
    announce(t("Questions go to {what} alone", { what: find(id)?.name ?? id }));
  }

  async function report(id) {
    try {
      openReport(await api.getFiling(id), refresh);
    } catch (error) {
      complain(error.message);
    }
  }

  async function remove(filing) {
    const sure = await confirmed({
      title: t("Delete {name}?", { name: filing.name }),
      detail: t("Its pages, tables and facts leave the library. Answers already given keep their text, but their places can no longer be opened."),
      action: t("Delete"),
    });
    if (!sure) return;
    const at = [...list.children].indexOf(nodes.get(filing.id)?.node);
    try {
      await api.deleteFiling(filing.id);
      selected.delete(filing.id);
      announce(t("{name} deleted", { name: filing.name }));
      await refresh();
      // What was pressed is gone: the next filing's button takes its place.
      const next = list.children[Math.min(at, list.children.length - 1)];
      (next?.querySelector('[data-act="delete"]') ?? byId("files")).focus();
    } catch (error) {
      failedUpload(filing.name, error.message);
    }
  }

  function failedUpload(name, message) {
    const node = el(
      "li",
      { class: "uploads__item uploads__item--failed", role: "alert" },
      el("span", { class: "uploads__name" }, name),
      iconButton("close", t("Dismiss the message about {name}", { name }), () => node.remove()),
      el("p", { class: "filing__error" }, message),
    );
    uploads.append(node);
  }

  async function uploadOne(file) {
    const bar = el("progress", { max: "1", value: "0", "aria-label": t("Uploading {name}", { name: file.name }) });
    const node = el("li", { class: "uploads__item" }, el("span", { class: "uploads__name" }, file.name), bar);
    uploads.append(node);
    try {
      const answer = await api.uploadFile(file, byId("collection").value.trim(), (share) => (bar.value = share));
      node.remove();
      // A file that was refused has no id: it is not in the list, so its error is shown here.
      for (const item of answer.filings) if (item.error && !item.id) failedUpload(item.name, item.error);
      announce(t("{name} added", { name: file.name }));
    } catch (error) {
      node.remove();
      failedUpload(file.name, error.message);
    }
    await refresh();
  }

  /** Uploads files one after another, each with its own progress and its own error. */
  async function upload(files) {
    for (const file of files) await uploadOne(file);
  }

  async function refresh() {
    clearTimeout(timer);
    try {
      const before = JSON.stringify(filings);
      filings = await api.listFilings();
      wait = JSON.stringify(filings) === before ? Math.min(2 * wait, SLOWEST_POLL_MS) : POLL_MS;
      for (const id of selected) if (!find(id)) selected.delete(id);
      byId("banner").hidden = true;
      render();
      if (filings.some(isUnderWay)) timer = setTimeout(refresh, wait);
    } catch (error) {
      fill(byId("banner"), icon("retry"), error.message);
      byId("banner").hidden = false;
      timer = setTimeout(refresh, 3 * POLL_MS);
    }
  }

  byId("files").addEventListener("change", (event) => {
    upload([...event.target.files]);
    event.target.value = "";
  });

  return { refresh, upload, only, clearScope, find, selected: () => [...selected], known: (kind) => valuesOf(filings ?? [], kind) };
}
